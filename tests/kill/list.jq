# A network whose messages are each to one person, and which tells nothing of what it has.
include "net";
def about: {title: "List", hosts: [".base"], auth: {bearer: "token"}, unit: "recipient", text: {max: 60}, reads: [], acts: []};
def post: .job as $job
  | if .step == null then publish({method: "POST", url: "/items", json: {text: $job.recipient, us: $job.us}}; "done")
    else published(body.id; body.url) end;
