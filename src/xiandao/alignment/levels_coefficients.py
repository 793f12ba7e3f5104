"""What evidence weighs, as fitted on judged items by ``levels_confidence.fit``: data, renewed with ``bench/alignment.py --fit``."""

from __future__ import annotations

from xiandao.alignment.levels_confidence import Coefficients, Thresholds

# Held back, more than 9 of 10 automatic links were right, and of lower items without any candidate that is even
# doubtful 8 to 9 of 10 were judged parentless.
THRESHOLDS = Thresholds(doubtful=0.2, likely=0.5, automatic=0.75)
FITTED = Coefficients(
    source="486 items of 000 001 002 003 03 04 07 09 (samples and real plans), judged by 2 people",
    weights={
        "name": {
            "constant": -4.713,
            "head_head": 0.421,
            "whole_head": 2.438,
            "whole_whole": 0.086,
            "bm25_best": 0.29,
            "sector": 4.547,
            "title_named": 2.171,
            "place_other": -2.035,
            "upper_placement": -2.163,
        },
        "target": {
            "constant": -7.71,
            "whole_head": 0.977,
            "bm25": 0.631,
            "bm25_best": 2.924,
            "theme_topic": 1.16,
            "theme_whole": 0.842,
            "sector_named": 0.057,
            "subject_alike": 0.813,
            "class_same": 1.011,
            "class_other": -1.366,
            "unit_same": 0.677,
            "unit_other": -0.14,
            "number_same": 0.381,
            "frequency_same": 0.096,
            "year_far": -3.737,
            "place_named": 0.305,
            "place_other": -0.248,
            "upper_target": 0.537,
            "upper_task": -0.594,
            "upper_placement": 0.057,
        },
        "task": {
            "constant": -11.396,
            "head_head": 0.773,
            "head_whole": 1.239,
            "whole_head": 2.078,
            "whole_whole": 1.156,
            "bm25": 1.532,
            "bm25_best": 3.518,
            "theme_head": 0.506,
            "theme_topic": 0.621,
            "theme_whole": 3.918,
            "theme_context": 0.378,
            "order": 1.108,
            "cites": 0.735,
            "upper_target": -2.134,
            "upper_task": 2.134,
        },
    },
    calibration=(-0.179, 0.663, 0.399),
)
