# A network that can be asked for an item by the key that the sender gave it, but takes it twice.
include "net";
def about: {title: "Ask", hosts: [".base"], auth: {bearer: "token"}, text: {max: 60, thread: true}, media: {max: 2},
  reads: [], acts: []};
def upload: {method: "POST", url: "/upload", safe: true, file: {file, type}};
def post: .job as $job
  | if .step == null and ($job.draft.media // [] | length) > 0 then ask([$job.draft.media[] | upload]; "media")
    elif .step == null or .step == "media" then publish({method: "POST", url: "/items", json: {key: $job.key,
        text: $job.draft.text, reply: $job.reply_to.id, us: $job.us, media: [.response[]?.body.id]}}; "done")
    else published(body.id; body.url) end;
def find: if .step == null then ask(get("/items/\(.job.key)") + {accept: ["gone"]}; "found")
  elif .response.error then nothing_there
  else published(body.id; body.url) end;
