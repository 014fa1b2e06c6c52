# A calendar as Metricool takes it and gives it: posts for several networks, as drafts.
include "export";

def about: {
  "title": "Metricool: calendar",
  "get": ["Planning, Calendar, the menu with three dots: Import CSV has the template, Export to CSV what is planned.",
    "Dates and times are in the zone of the brand: --tz."],
  "languages": {"en": {"point": "."}},
  "settings": {"drafts": "yes: rows that are marked as drafts (Draft TRUE), or have no time, too",
    "to.facebook": "the account that posts for facebook go to", "to.instagram": "the account that posts for instagram go to",
      "to.threads": "the account that posts for threads go to", "to.x": "the account that posts for x go to",
        "to.linkedin": "the account that posts for linkedin go to", "to.tiktok": "the account that posts for tiktok go to",
        "to.youtube": "the account that posts for youtube go to", "to.pinterest": "the account that posts for pinterest go to",
        "to.bluesky": "the account that posts for bluesky go to", "to.google-business": "the account that posts for google-business go to"},
  "parts": [
    {"name": "posts", "is": "table", "type": "draft", "has": ["text", "at", ".draft", ".picture1"], "by": "row", "end": "untimed",
      "columns": {
        "text": {"en": "Text"}, "at": {"en": "Date"}, "at+": {"en": "Time"}, ".draft": {"en": "Draft", "as": "bool"},
        "first_comment": {"en": "First Comment Text"},
        ".facebook": {"en": "Facebook", "as": "bool"}, ".x": {"en": ["Twitter/X", "Twitter", "X"], "as": "bool"}, ".linkedin": {"en": "LinkedIn",
        "as": "bool"}, ".google": {"en": ["GBP", "GMB"], "as": "bool"}, ".instagram": {"en": "Instagram", "as": "bool"},
        ".pinterest": {"en": "Pinterest", "as": "bool"}, ".tiktok": {"en": "TikTok", "as": "bool"}, ".youtube": {"en": "Youtube", "as": "bool"},
        ".threads": {"en": "Threads", "as": "bool"}, ".bluesky": {"en": "Bluesky", "as": "bool"},
        ".picture1": {"en": "Picture Url 1"}, ".picture2": {"en": "Picture Url 2"}, ".picture3": {"en": "Picture Url 3"},
        ".picture4": {"en": "Picture Url 4"}, ".picture5": {"en": "Picture Url 5"},
        ".picture6": {"en": "Picture Url 6"}, ".picture7": {"en": "Picture Url 7"}, ".picture8": {"en": "Picture Url 8"},
        ".picture9": {"en": "Picture Url 9"}, ".picture10": {"en": "Picture Url 10"},
        ".alt1": {"en": "Alt text picture 1"}, ".alt2": {"en": "Alt text picture 2"}, ".alt3": {"en": "Alt text picture 3"},
        ".alt4": {"en": "Alt text picture 4"}, ".alt5": {"en": "Alt text picture 5"},
        ".alt6": {"en": "Alt text picture 6"}, ".alt7": {"en": "Alt text picture 7"}, ".alt8": {"en": "Alt text picture 8"},
        ".alt9": {"en": "Alt text picture 9"}, ".alt10": {"en": "Alt text picture 10"},
        ".x_can_reply": {"en": ["Twitter/X Can reply", "Twitter Can reply"]}, ".x_type": {"en": ["Twitter/X Type", "Twitter Type"]},
        ".pinterest_board": {"en": "Pinterest Board"}, ".pinterest_title": {"en": "Pinterest Pin Title"},
        ".pinterest_link": {"en": "Pinterest Pin Link"}, ".pinterest_new_format": {"en": "Pinterest Pin New Format"},
        ".instagram_type": {"en": "Instagram Post Type"}, ".instagram_on_feed": {"en": "Instagram Show Reel On Feed"},
        ".instagram_share_trial": {"en": "Instagram Trial Reel Share Automatically"},
        ".youtube_title": {"en": "Youtube Video Title"}, ".youtube_type": {"en": "Youtube Video Type"},
        ".youtube_privacy": {"en": "Youtube Video Privacy"}, ".youtube_for_kids": {"en": "Youtube video for kids"},
        ".youtube_category": {"en": "Youtube Video Category"}, ".youtube_tags": {"en": "Youtube Video Tags"},
        ".youtube_playlist": {"en": "Youtube playlist"}, ".youtube_ai": {"en": "Youtube AI generated content"},
        ".google_type": {"en": ["GBP Post Type", "GMB Post Type"]},
        ".facebook_type": {"en": "Facebook Post Type"}, ".facebook_title": {"en": "Facebook Title"},
        ".tiktok_disable_comments": {"en": "TikTok disable comments"}, ".tiktok_disable_duet": {"en": "TikTok disable duet"},
        ".tiktok_disable_stitch": {"en": "TikTok disable stitch"}, ".tiktok_privacy": {"en": "TikTok Post Privacy"},
        ".tiktok_branded_content": {"en": "TikTok Branded Content"}, ".tiktok_your_brand": {"en": "TikTok Your Brand"},
        ".tiktok_auto_add_music": {"en": "TikTok Auto Add Music"}, ".tiktok_cover_index": {"en": "TikTok Photo Cover Index"},
        ".tiktok_music_id": {"en": "TikTok musicId"}, ".tiktok_music_author": {"en": "TikTok author"},
        ".tiktok_music_start": {"en": "TikTok startMillis"}, ".tiktok_music_duration": {"en": "TikTok durationMillis"},
        ".tiktok_music_start_video": {"en": "TikTok startVideoMillis"},
        ".linkedin_type": {"en": "LinkedIn Type"}, ".linkedin_link_preview": {"en": "LinkedIn Show link preview"},
        ".linkedin_carousel": {"en": "LinkedIn Images as Carousel"},
        ".threads_reply_control": {"en": "Threads Reply Control"},
        ".x_poll_minutes": {"en": ["Twitter/X Poll Duration minutes", "Twitter Poll Duration minutes"]},
        ".x_poll1": {"en": ["Twitter/X Poll Option 1", "Twitter Poll Option 1"]}, ".x_poll2": {"en": ["Twitter/X Poll Option 2",
        "Twitter Poll Option 2"]}, ".x_poll3": {"en": ["Twitter/X Poll Option 3", "Twitter Poll Option 3"]},
        ".x_poll4": {"en": ["Twitter/X Poll Option 4", "Twitter Poll Option 4"]},
        ".linkedin_poll_question": {"en": "LinkedIn Poll Question"}, ".linkedin_poll_duration": {"en": "LinkedIn Poll Duration"},
        ".linkedin_poll1": {"en": "LinkedIn Poll Option 1"}, ".linkedin_poll2": {"en": "LinkedIn Poll Option 2"},
        ".linkedin_poll3": {"en": "LinkedIn Poll Option 3"}, ".linkedin_poll4": {"en": "LinkedIn Poll Option 4"},
        ".document": {"en": "Document title"}, ".shortener": {"en": "Shortener"}, ".thumbnail": {"en": "Video Thumbnail Url"},
        ".frame": {"en": "Video Cover Frame"}, ".brand": {"en": "Brand name"}},
      "raw": ["TikTok title"]}]};

# Two headings differ by a capital alone: what is shown, and what the music is called.
def exactly($heading): .head as $h | .cells as $c | [range(0; $h | length) | select($h[.] == $heading) | $c[.] | strings
  | select(. != "")][0] // null;
def poll($options; $more): [$options[] | strings | select(. != "")] | if . == [] then null else ({options: .} + $more | filled) end;
def options($tiktok): {
  x: ({can_reply: .x_can_reply, type: .x_type, poll: poll([.x_poll1, .x_poll2, .x_poll3, .x_poll4]; {minutes: .x_poll_minutes})} | filled),
  pinterest: ({board: .pinterest_board, title: .pinterest_title, link: .pinterest_link, new_format: .pinterest_new_format} | filled),
  instagram: ({type: .instagram_type, on_feed: .instagram_on_feed, share_trial: .instagram_share_trial} | filled),
  youtube: ({title: .youtube_title, type: .youtube_type, privacy: .youtube_privacy, for_kids: .youtube_for_kids, category: .youtube_category,
    tags: .youtube_tags, playlist: .youtube_playlist, ai: .youtube_ai} | filled),
  "google-business": ({type: .google_type} | filled),
  facebook: ({type: .facebook_type, title: .facebook_title} | filled),
  tiktok: ({title: $tiktok, disable_comments: .tiktok_disable_comments, disable_duet: .tiktok_disable_duet, disable_stitch: .tiktok_disable_stitch,
    privacy: .tiktok_privacy, branded_content: .tiktok_branded_content, your_brand: .tiktok_your_brand, auto_add_music: .tiktok_auto_add_music,
      cover_index: .tiktok_cover_index, music_id: .tiktok_music_id, music_author: .tiktok_music_author, music_start: .tiktok_music_start,
        music_duration: .tiktok_music_duration, music_start_video: .tiktok_music_start_video} | filled),
  linkedin: ({type: .linkedin_type, link_preview: .linkedin_link_preview, carousel: .linkedin_carousel, poll: poll([.linkedin_poll1,
    .linkedin_poll2, .linkedin_poll3, .linkedin_poll4]; {question: .linkedin_poll_question, duration: .linkedin_poll_duration})} | filled),
  threads: ({reply_control: .threads_reply_control} | filled)} | filled;
def flagged: .row as $r | [(["facebook", $r.facebook], ["instagram", $r.instagram], ["threads", $r.threads], ["x", $r.x], ["linkedin", $r.linkedin],
  ["tiktok", $r.tiktok], ["youtube", $r.youtube], ["pinterest", $r.pinterest], ["bluesky", $r.bluesky], ["google-business", $r.google])
    | select(.[1] == true)[0]];
def media: .row as $r | [range(1; 11) | . as $n | $r["picture\($n)"] | strings | select(. != "") | medium + ({alt: $r["alt\($n)"]} | filled)]
  | if .[0].type == "video" and ($r.thumbnail // "") != "" then .[0].cover = $r.thumbnail else . end;
def row: . as $in | flagged as $networks
  | if .row.draft == true and (yes("drafts") | not) then note("rows that are marked as drafts are left out; --set drafts=yes hands them over")
    else (select(.record.at != null or yes("drafts")) | unsaid($networks)), scheduled(with({to: [$networks[] as $n | $in | account_for($n)], media: media,
      options: (.row | options($in | exactly("TikTok Title")) | with_entries(select(.key | among($networks)))),
      raw: ((.record.raw // {} | del(.["TikTok Title"])) + {draft: (if .row.draft then true else null end), brand: .row.brand, document: .row.document,
        shortener: .row.shortener} | filled)})) end;
