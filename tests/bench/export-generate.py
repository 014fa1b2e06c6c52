#!/usr/bin/env python3
"""An archive as X hands it out: export-generate.py FILE POSTS [MEDIA_BYTES]

POSTS in parts of 200,000, about a kilobyte each, made up from a seed; then
MEDIA_BYTES of pictures, which do not compress and are stored.
"""
import random
import sys
import zipfile

name, posts = sys.argv[1], int(sys.argv[2])
media = int(sys.argv[3]) if len(sys.argv) > 3 else 0
PART = 200000
WORDS = ("rye bread oven morning harbour market flour queue butter salt "
         "Saturday open closed new recipe crust warm thank you all for your "
         "patience and see you at eight in the square").split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
rnd = random.Random(1)


def post(i):
    text = " ".join(rnd.choices(WORDS, k=rnd.randrange(8, 38)))
    ident = 1487761305826205706 + i * 4194304 * 60000
    tag = rnd.choice(WORDS)
    reply = ('"in_reply_to_status_id_str" : "%d",\n      '
             '"in_reply_to_screen_name" : "old_mill",\n      '
             '"in_reply_to_user_id_str" : "77",\n      '
             % (ident - 9) if i % 5 == 0 else "")
    return """  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "%d"
          ],
          "editableUntil" : "2026-09-30T18:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\\"https://mobile.example.org\\" rel=\\"nofollow\\">Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "%s",
            "indices" : [
              "0",
              "4"
            ]
          }
        ],
        "symbols" : [ ],
        "user_mentions" : [ ],
        "urls" : [
          {
            "url" : "https://t.co/%x",
            "expanded_url" : "https://example.org/%d",
            "display_url" : "example.org/%d"
          }
        ]
      },
      "display_text_range" : [
        "0",
        "%d"
      ],
      %s"favorite_count" : "%d",
      "id_str" : "%d",
      "truncated" : false,
      "retweet_count" : "%d",
      "id" : "%d",
      "created_at" : "Sun %s %02d 12:%02d:11 +0000 2022",
      "favorited" : false,
      "full_text" : "%s &amp; #%s https://t.co/%x",
      "lang" : "en"
    }
  }""" % (ident, tag, i, i, i, len(text), reply, rnd.randrange(500), ident,
          rnd.randrange(50), ident, MONTHS[i % 12], i % 28 + 1, i % 60, text,
          tag, i)


def part(archive, number, begin, end):
    path = "data/tweets%s.js" % ("-part%d" % number if number else "")
    with archive.open(path, "w", force_zip64=True) as f:
        f.write(b"window.YTD.tweets.part%d = [\n" % number)
        for i in range(begin, end):
            f.write((",\n" if i > begin else "").encode() +
                    post(i).encode())
        f.write(b"\n]")


with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
    z.writestr("data/manifest.js", "window.__THAR_CONFIG = {}")
    z.writestr("data/account.js", """window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "a@example.org",
      "username" : "harbourbakery",
      "accountId" : "42",
      "createdAt" : "2019-05-04T10:00:00.000Z",
      "accountDisplayName" : "Harbour Bakery"
    }
  }
]""")
    for n, at in enumerate(range(0, posts, PART)):
        part(z, n, at, min(at + PART, posts))
    n = 0
    while media > 0:
        size = min(media, 16 << 20)
        z.writestr("data/tweets_media/%d.jpg" % n,
                   rnd.randbytes(size), zipfile.ZIP_STORED)
        media -= size
        n += 1
