"""What evidence weighs, as fitted on judged items by ``levels_confidence.fit``: data, renewed with ``bench/alignment.py --fit``."""

from __future__ import annotations

from xiandao.alignment.levels_confidence import Coefficients, Thresholds

# Held back, more than 9 of 10 automatic links were right by either judge, and of lower items without any candidate that
# is even doubtful more than 7 of 10 were judged parentless.
THRESHOLDS = Thresholds(doubtful=0.2, likely=0.5, automatic=0.75)
FITTED = Coefficients(
    source="486 items of 4 samples and 4 real plans, judged by 2 people",
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
            "constant": -7.608,
            "whole_head": 0.54,
            "bm25": 0.658,
            "bm25_best": 3.148,
            "theme_topic": 1.086,
            "theme_whole": 0.698,
            "context_head": 0.459,
            "sector_named": 0.1,
            "subject_alike": 0.408,
            "class_same": 1.648,
            "class_other": -1.359,
            "qualifier_other": -2.701,
            "qualifier_below": -0.457,
            "qualifier_above": -1.836,
            "unit_same": 0.629,
            "unit_other": -0.05,
            "number_same": 0.276,
            "frequency_same": 0.044,
            "year_far": -3.91,
            "place_named": 0.342,
            "place_other": -0.242,
            "upper_target": 0.579,
            "upper_task": -0.679,
            "upper_placement": 0.1,
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
    calibration=(-0.127, 0.695, 0.402),
)
