"""What an earlier reading of the notes, by hand, found of every formula.

The audit finds its verdicts without it; this table is only here to be compared with.
"""

BY_HAND = {
    "holds": {
        "S0": (
            "01 02 03 04 05 07 09 11 14 17 18 19 20 21 22 23 28 29 39 40 41 42 45 46 47 48 61 62"
        ),
        "S1": (
            "03 07 08 10 11 12 13 14 15 18 19 20 23 25 26 27 28 29 30 32 33 35 36 37 38 39 40 41"
        ),
        "S2": (
            "01 02 03 04 05 07 08 10 12 13 14 15 16 17 18 20 22 23 24 25 26 27 30 31 32 33 "
            "34 35 36 38"
        ),
        "S3": (
            "01 03 05 06 07 08 09 10 11 12 13 14 17 19 21 23 24 25 26 27 28 29 31 32 34 35 "
            "36 37 38 39"
        ),
        "S4": "02 03 04 06 07 09 13 20 24 27 28 32 35 37 39 42 43 45 52 54 56",
    },
    "wrong": {
        "S0": "12 15 30 31 32 34 37 44 49 58 60 63",
        "S1": "22 24",
        "S2": "28",
        "S3": "04 15 16 22 30",
        "S4": "01 05 08 11 12 14 16 21 22 26 34 36 38 40 41 46 47 49 50",
    },
    "ill-typed": {
        "S0": "43",
        "S1": "09 16 31 34",
        "S3": "02 18 20",
        "S4": "30 57",
    },
    "ambiguous": {
        "S0": "10 26 27 33 35 36 50 51 52 53 54 55 56 59 64",
        "S4": "10 15 17 18 19 23 29 33 44 48 51 53 55",
    },
    "unreadable": {
        "S0": "06 13 16 25",
        "S4": "31",
    },
}

VERDICTS = {
    f"{note}-{number}": verdict
    for verdict, notes in BY_HAND.items()
    for note, numbers in notes.items()
    for number in numbers.split()
}
