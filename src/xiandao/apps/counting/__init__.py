"""指标认定明细: how the targets of plans are counted from registers, and what stands behind every figure."""
