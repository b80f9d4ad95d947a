"""The Information Operations archive that Twitter published from 2018 to 2021: its CSV files.

Columns as in `*_tweets_csv_hashed.csv` and `*_users_csv_hashed.csv`. Accounts with fewer than 5,000
followers are hashed: the hash stands for number, handle and name alike. Times are UTC, to the
minute.
"""

from __future__ import annotations

from graph.vocabulary import AmplificationKind
from loaders.formats import parts
from loaders.formats import x_parts as x
from loaders.formats.table import Cells, Field, TableFormat, has_columns
from loaders.records import Record, RowError
from loaders.sources import Source


def _read_row(cells: Cells) -> tuple[Record, ...]:
    user_id = cells.need("userid")
    author = x.account(user_id)
    if author is None:
        raise RowError("userid", f"{user_id[:80]!r} is neither a number nor a hash")
    record = x.account_record(
        user_id,
        cells.text("user_screen_name"),
        name=cells.text("user_display_name"),
        followers=cells.text("follower_count"),
        description=cells.text("user_profile_description"),
    )
    if cells.columns["tweetid"] is None:  # the file of users
        return (record,) if record else ()
    retweet = cells.text("retweet_tweetid"), x.account(cells.text("retweet_userid"))
    text = cells.text("tweet_text")
    if not any(retweet) and (cells.text("is_retweet") or "").lower() in {"true", "1"}:
        retweet = None, x.retweeted_account(text or "", ())
    post = x.post(
        cells.need("tweetid"),
        author,
        cells.value("tweet_time"),
        text,
        first=(
            x.referred(AmplificationKind.RETWEET, *retweet),
            x.referred(AmplificationKind.QUOTE, cells.text("quoted_tweet_tweetid"), None),
            x.referred(
                AmplificationKind.REPLY,
                cells.text("in_reply_to_tweetid"),
                x.account(cells.text("in_reply_to_userid")),
            ),
        ),
        tags=parts.listed(cells.value("hashtags")),
        urls=parts.listed(cells.value("urls"), links=True),
        mentioned=[x.account(each) for each in parts.listed(cells.value("user_mentions"))],
        language=cells.text("tweet_language"),
    )
    return (record, post) if record else (post,)


def _recognise(source: Source) -> bool:
    tweets = has_columns("tweetid", "userid", "tweet_time")
    users = has_columns("userid", "user_screen_name", "account_creation_date")
    return tweets(source) or users(source)


X_IO_ARCHIVE = TableFormat(
    "x-io-archive",
    "The tweets and the users of Twitter's Information Operations archive. Hashed accounts stay "
    "hashed (`x:id:HASH`).",
    (
        Field("tweetid", (), False, "Id of the post; the file of users has none.", True),
        Field("userid", (), True, "Number or hash of its author."),
        Field("user_screen_name", (), False, "Handle, where it is not hashed."),
        Field("user_display_name", (), False, "Name, where it is not hashed."),
        Field("user_profile_description", (), False, "What the account says of itself."),
        Field("follower_count", (), False, "Followers."),
        Field("tweet_time", (), False, "When, UTC."),
        Field("tweet_text", (), False, "Text."),
        Field("tweet_language", (), False, "Language."),
        Field("is_retweet", (), False, "Whether it is a retweet, where the next two are empty."),
        Field("retweet_tweetid", (), False, "The post that it retweets.", True),
        Field("retweet_userid", (), False, "Who wrote that."),
        Field("quoted_tweet_tweetid", (), False, "The post that it quotes.", True),
        Field("in_reply_to_tweetid", (), False, "The post that it answers.", True),
        Field("in_reply_to_userid", (), False, "Who wrote that."),
        Field("hashtags", (), False, "Hashtags, as a list."),
        Field("urls", (), False, "Resolved links, as a list."),
        Field("user_mentions", (), False, "Numbers of the accounts mentioned, as a list."),
    ),
    _read_row,
    _recognise,
    "tweetid,userid,user_screen_name,tweet_time,tweet_text,is_retweet,retweet_userid,"
    "retweet_tweetid,urls,hashtags,user_mentions\n"
    '877,12,jack,2019-03-01 12:05,RT @a: see,true,13,870,[https://www.rt.com/1],"[a, b]",[13]\n',
)
