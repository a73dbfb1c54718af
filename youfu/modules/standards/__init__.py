"""Programmes 待遇项目, effective-dated rates 标准 and parameters 参数, exclusions, and the policy documents they cite.

Legal ground: 军人抚恤优待条例 (2024, Order 788), 烈士褒扬条例 (2024, Order 791) and the yearly notices."""
