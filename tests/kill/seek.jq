# A network that can only be asked what is there.
include "net";
def about: {title: "Seek", hosts: [".base"], auth: {bearer: "token"}, text: {max: 60, thread: true}, media: {max: 2},
  reads: ["posts"], acts: ["hide", "unhide", "reply"]};
def upload: {method: "POST", url: "/upload", safe: true, file: {file, type}};
def post: .job as $job
  | if .step == null and ($job.draft.media // [] | length) > 0 then ask([$job.draft.media[] | upload]; "media")
    elif .step == null or .step == "media" then publish({method: "POST", url: "/items", json: {
        text: $job.draft.text, reply: $job.reply_to.id, us: $job.us, media: [.response[]?.body.id]}}; "done")
    else published(body.id; body.url) end;
def fetch: if .step == "posts" then ask(get("/items"); "page")
  else body.items[] | {record: {type: "post", id, url, text, published: .at,
    author: (if .by then {id: .by} else null end)}} end;
def act: if .step == null then publish({method: "POST", url: "/act", json: .job.action}; "done")
  else published(.job.action.target.id; null) end;
