"""Recognition 资格认定: granting, suspending, resuming and ending entitlements, and filing a county's recipients
from a workbook."""
