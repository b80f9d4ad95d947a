"""Names under which wire agencies and state media are quoted, in six languages.

A text that says `по данным ТАСС` and an actor called `tass.com` have to meet. The names are
facts; the list covers the agencies that the papers behind ampnet speak of, and no others.
"""

from typing import Final

AGENCY_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "xinhua": (
        "xinhua", "xinhuanet", "xinhua news agency", "news.cn", "chinaxinhuanews", "xhnews",
        "新华社", "新华网", "新華社", "синьхуа", "агентство синьхуа", "شينخوا", "وكالة شينخوا",
        "xinhua español", "chine nouvelle",
    ),
    "tass": ("tass", "тасс", "itar-tass", "итар-тасс", "塔斯社", "俄通社", "تاس", "وكالة تاس"),
    "ria": (
        "ria", "ria novosti", "риа", "риа новости", "rianovosti", "ria.ru", "俄新社",
        "ريا نوفوستي", "نوفوستي",
    ),
    "sputnik": (
        "sputnik", "sputniknews", "sputnik news", "спутник", "俄罗斯卫星通讯社", "卫星通讯社",
        "卫星社", "سبوتنيك", "وكالة سبوتنيك", "sputnik mundo", "sputnik afrique",
    ),
    "rt": ("rt", "russia today", "rt.com", "今日俄罗斯", "rt en español", "rt arabic", "آر تي"),
    "interfax": ("interfax", "интерфакс", "国际文传电讯社", "إنترفاكس"),
    "reuters": ("reuters", "рейтер", "рейтерс", "路透社", "路透", "رويترز"),
    "ap": ("ap", "associated press", "美联社", "أسوشيتد برس", "ассошиэйтед пресс"),
    "afp": ("afp", "agence france-presse", "法新社", "فرانس برس", "афп", "франс пресс"),
    "bloomberg": ("bloomberg", "блумберг", "彭博社", "بلومبرغ"),
    "bbc": ("bbc", "bbc news", "би-би-си", "英国广播公司", "بي بي سي"),
    "cgtn": ("cgtn", "中国国际电视台", "cgtnofficial"),
    "cctv": ("cctv", "cctv news", "央视", "央视新闻", "中央电视台"),
    "globaltimes": ("global times", "globaltimes", "globaltimesnews", "环球时报", "глобал таймс"),
    "peoplesdaily": (
        "people's daily", "peoples daily", "people's daily online", "pdchina", "人民日报",
        "人民网", "жэньминь жибао", "صحيفة الشعب",
    ),
    "chinadaily": ("china daily", "chinadaily", "中国日报"),
    "cns": ("china news service", "chinanews", "中新社", "中新网", "中国新闻社"),
    "irna": ("irna", "ирна", "伊通社", "إرنا"),
    "presstv": ("press tv", "presstv"),
    "efe": ("efe", "agencia efe", "埃菲社"),
    "dpa": ("dpa", "德新社"),
    "kyodo": ("kyodo", "kyodo news", "киодо", "共同社"),
    "yonhap": ("yonhap", "ёнхап", "韩联社"),
    "aljazeera": ("al jazeera", "aljazeera", "аль-джазира", "半岛电视台", "الجزيرة"),
    "anadolu": ("anadolu", "anadolu agency", "анадолу", "阿纳多卢通讯社", "الأناضول"),
    "belta": ("belta", "белта", "白通社"),
    "rbc": ("rbc", "рбк"),
    "kommersant": ("kommersant", "коммерсантъ", "коммерсант"),
    "izvestia": ("izvestia", "известия"),
}  # fmt: skip
