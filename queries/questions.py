"""The investigator's questions that the queries answer, Q1 to Q12 of the design."""

from __future__ import annotations

QUESTIONS: dict[str, str] = {
    "Q1": "Which outlets republish which, how often, in which direction, how fast, across which "
    "languages?",
    "Q2": "Is support between two blocs symmetric?",
    "Q3": "Coordination or coincidence?",
    "Q4": "Which local influencers carry a state's content to which local audiences?",
    "Q5": "By which route, in time order, did content get from A to B?",
    "Q6": "Which communities form, how stable are they, do they follow state, language, region?",
    "Q7": "Do formal ties (ownership, content-exchange agreements, forums) show up in real "
    "republication?",
    "Q8": "How did a narrative spread: who was first, who followed, with what lag between blocs?",
    "Q9": "What changed around an event or between two periods?",
    "Q10": "Which accounts amplify diplomats, and do they act as one?",
    "Q11": "Which sites share owners or infrastructure?",
    "Q12": "What is the evidence for this edge?",
}
