"""Files out: a plan as JSON, lines, a workbook, Parquet tables, a report; findings as JSON and SARIF."""
