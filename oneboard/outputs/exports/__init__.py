"""Exports (导出): what leaves in bulk, as tables that others go on working with."""
