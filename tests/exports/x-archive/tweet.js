window.YTD.tweet.part0 = [
  {
    "id_str": "1080000000000000001",
    "created_at": "Wed Jan 02 20:19:24 +0000 2019",
    "full_text": "Without the wrapper",
    "favorite_count": "1",
    "retweet_count": "0",
    "lang": "en"
  }
]
