"""Regions 行政区划, organisations 机构, users 用户 and their grants 授权: who works where, and what they may do there."""
