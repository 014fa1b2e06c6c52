window.YTD.following.part0 = [
  {
    "following": {
      "accountId": "555",
      "userLink": "https://twitter.com/intent/user?user_id=555"
    }
  }
]
