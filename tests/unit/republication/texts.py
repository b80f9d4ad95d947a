"""Texts and tables for the tests."""

import polars as pl

LONG = {
    "en": "The ministry said on Monday that the treaty between both states will be signed in the "
    "spring, after three years of talks about fishing rights, customs and the border bridge.",
    "ru": "Министерство сообщило в понедельник, что договор между двумя государствами подпишут "
    "весной после трёх лет переговоров о рыболовстве, пошлинах и пограничном мосте.",
    "ar": "قالت الوزارة يوم الاثنين إن المعاهدة بين الدولتين سيتم توقيعها في الربيع بعد ثلاث "
    "سنوات من المحادثات حول حقوق الصيد والجمارك وجسر الحدود بين المدينتين القديمتين",
    "zh": "外交部周一表示，两国之间的条约将在春季签署，此前双"
    "方就捕鱼权、关税和边境大桥问题进行了为期三年的谈判。",
}
EDITED = {
    "en": "The foreign ministry said that the treaty between both states will be signed in spring, "
    "after three years of talks about fishing, customs and the border bridge. More follows.",
    "ru": "Министерство сообщило, что важный договор между двумя государствами подпишут весной "
    "после трёх лет переговоров о рыболовстве, налогах и пограничном мосте. Подробности позже.",
    "ar": "قالت الوزارة إن المعاهدة بين الدولتين سيتم توقيعها في الربيع القادم بعد ثلاث سنوات من "
    "المحادثات حول حقوق الصيد والضرائب وجسر الحدود بين المدينتين القديمتين",
    "zh": "外交部表示，两国之间的重要条约将在春季签署，此前"
    "双方就捕鱼权、税收和边境大桥问题进行了三年的谈判。",
}
OTHER = {
    "en": "Heavy snow has closed three mountain roads in the north of the country, and schools in "
    "eleven villages will stay shut until the ploughs have come through, officials said.",
    "ru": "Сильный снегопад закрыл три горные дороги на севере страны, и школы в одиннадцати сёлах "
    "не откроются, пока не пройдёт снегоуборочная техника, рассказали чиновники.",
    "ar": "أغلقت الثلوج الكثيفة ثلاث طرق جبلية في شمال البلاد وستظل المدارس في أحد عشر قرية مغلقة "
    "حتى تمر الجرافات بحسب ما أعلنه المسؤولون المحليون صباح اليوم",
    "zh": "大雪封闭了该国北部的三条山路，官员说，十一个村"
    "庄的学校将继续关闭，直到扫雪车清理完道路为止。",
}


def items(*rows: tuple[str, str, int | None, str | None]) -> pl.DataFrame:
    """A table of `id`, `actor`, `time` in seconds and `text`."""
    frame = pl.DataFrame(rows, schema=["id", "actor", "time", "text"], orient="row")
    return frame.with_columns(pl.col("time").cast(pl.Int64) * 1000)
