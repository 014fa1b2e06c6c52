# SPDX-License-Identifier: ISC
"""The Cloud API of WhatsApp, as its description and its manual show it."""
import hashlib
import hmac
import json

import files
from fake import CANARY, CANARY2, Job, Network

PHONE, WABA, ANN = "106540352242922", "102290129340398", "16505551234"
WAMID = "wamid.HBgLMTY1MDUwNzY1MjAVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"
ACT = '{"type":"action","do":"%s","text":"%s","target":{"account":"brand",' \
    '"network":"whatsapp","id":"' + WAMID + '","thread":"' + ANN + '"}}\n'
DAY = 1795219200  # 2026-11-21


def draft(**more):
    return json.dumps({k: v for k, v in {
        "to": ["brand"], "recipients": [ANN], **more}.items() if v}) + "\n"


def signed(body, secret=CANARY2):
    """A request as a web server writes it into a spool."""
    text = body if isinstance(body, str) else json.dumps(body)
    sign = hmac.new(secret.encode(), text.encode(), hashlib.sha256)
    return "POST /hook HTTP/1.1\r\nContent-Type: application/json\r\n" \
        "X-Hub-Signature-256: sha256=%s\r\n\r\n%s" % (sign.hexdigest(), text)


def hook(phone=PHONE, **value):
    return {"object": "whatsapp_business_account", "entry": [{
        "id": WABA, "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp", "metadata": {
                "display_phone_number": "15550783881",
                "phone_number_id": phone}, **value}}]}]}


def said(n, **more):
    """Something that Ann said; its time is a text."""
    return {"from": ANN, "id": "wamid.%d" % n,
            "timestamp": str(DAY + 60 * n), **more}


CONTACTS = [{"profile": {"name": "Ann"}, "wa_id": ANN}]
SPOOL = {
    "spool/1": signed(hook(contacts=CONTACTS, messages=[
        said(1, type="text", text={"body": "Bonjour, ouvert dimanche ?"},
             context={"from": "15550783881", "id": WAMID}),
        said(2, type="location", location={
            "latitude": 50.63, "longitude": 3.06, "name": "Grand-Place",
            "address": "Lille"})])),
    "spool/2": signed(hook(contacts=CONTACTS, messages=[
        said(3, type="reaction", reaction={"message_id": WAMID,
                                           "emoji": "😀"}),
        said(4, type="button", button={"payload": "oui", "text": "Oui"}),
        said(5, type="interactive", interactive={
            "type": "list_reply", "list_reply": {"id": "r1",
                                                 "title": "Croissant"}}),
        said(6, type="unsupported", errors=[{
            "code": 131051, "title": "Message type unknown",
            "message": "Message type unknown", "error_data": {
                "details": "Message type is currently not supported."}}])])),
    "spool/3": signed(hook(statuses=[
        {"id": WAMID, "status": state, "timestamp": str(DAY + n),
         "recipient_id": ANN, "conversation": {
             "id": "c1", "origin": {"type": "service"}},
         "pricing": {"billable": True, "pricing_model": "PMP",
                     "category": "service"}}
        for n, state in enumerate(("sent", "delivered", "read"))] + [
        {"id": "wamid.X", "status": "failed", "timestamp": str(DAY + 9),
         "recipient_id": ANN, "errors": [{
             "code": 131026, "title": "Message undeliverable", "message":
             "Message undeliverable", "error_data": {
                 "details": "Message Undeliverable."}, "href": "https://"
             "developers.facebook.com/docs/whatsapp/cloud-api/support/"
             "error-codes/"}]}])),
    "spool/4": signed(hook("777", contacts=CONTACTS, messages=[
        said(7, type="text", text={"body": "to another number"})])),
}


class WhatsApp(Network):
    name = "whatsapp"
    findable = False  # nothing lists what was sent
    settings = {"token": CANARY, "phone": PHONE, "waba": WABA}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("delivery", "cm-fetch", "brand:messages"),
        Job("delivery of one", "cm-fetch", "brand:messages", "--of", WAMID),
        Job("spool", "cm-fetch", "brand:messages", "--spool", "spool",
            files=SPOOL, settings={"app_secret": CANARY2}),
        Job("series", "cm-fetch", "brand:series", "--since", "2026-11-20"),
        Job("all series", "cm-fetch", "brand:series"),
        Job("post", "cm-post", "d", files={"d": draft(text="Bonjour")},
            want=1),
        Job("post first", "cm-post", "d", files={"d": draft(text="Bonjour")},
            want=1, fresh=True),
        Job("post a link", "cm-post", "d", files={"d": draft(
            text="See https://example.org/")}, want=1),
        Job("post to two", "cm-post", "d", files={"d": draft(
            text="Bonjour", recipients=[ANN, "+49 151 1234567"])}, want=2),
        Job("post a picture", "cm-post", "d", files={
            "a.png": None, "d": draft(media=[{"file": "a.png"}])}, want=1),
    ] + [
        Job("post a " + kind, "cm-post", "d", files={
            "a." + kind: data, "d": draft(text=text, media=[
                {"file": "a." + kind}])}, want=1)
        for kind, text, data in (
            ("jpg", None, files.jpeg()), ("webp", None, files.webp()),
            ("mp4", "Look", files.mp4()), ("mp3", None, files.mp3()),
            ("m4a", None, files.m4a()), ("ogg", None, files.ogg()),
            ("pdf", "Read", files.pdf()))
    ] + [
        Job("post a template", "cm-post", "d", files={"d": draft(
            text="hello", lang="en-US", options={"whatsapp": {
                "template": "hello_world"}})}, want=1),
        Job("post by link", "cm-post", "d", files={"d": draft(
            text="hello", options={"whatsapp": {"message": {
                "type": "image", "image": {
                    "link": "https://example.org/a.jpg"}}}})}, want=1),
        Job("post an answer", "cm-post", "d", files={"d": draft(
            text="Oui", reply_to=WAMID)}, want=1),
        Job("act reply", "cm-post", "a", files={"a": ACT % ("reply", "Oui")},
            want=1),
        Job("act like", "cm-post", "a", files={"a": ACT % ("like", "")}),
        Job("act block", "cm-post", "a", files={"a": ACT % ("block", "")}),
    ]

    @staticmethod
    def error(status, code, message, **more):
        return status, {"error": {
            "message": "(#%d) %s" % (code, message), "type": "OAuthException",
            "code": code, "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam", **more}}

    def invalid(self, name):
        return self.error(400, 100, "The parameter %s is required." % name)

    def sent(self, rq):
        body = rq.json
        if body.get("messaging_product") != "whatsapp":
            return self.invalid("messaging_product")
        if body.get("status") == "read":
            return {"success": True}
        if not body.get("to") and not body.get("recipient"):
            return self.invalid("to")
        kind = body.get("type", "text")
        if kind not in body:
            return self.invalid(kind)
        text = json.dumps(body[kind])
        if kind in ("image", "video", "audio", "document", "sticker") and \
                not {"id", "link"} & set(body[kind]):
            return self.invalid(kind + "['id']")
        n = self.accept(body["to"] + text) if kind != "reaction" else 99
        return {"messaging_product": "whatsapp", "contacts": [
            {"input": body["to"], "wa_id": body["to"]}], "messages": [
                {"id": "wamid.HBgL%d" % n, "message_status": "accepted"}]}

    @staticmethod
    def number():
        return {"id": PHONE, "display_phone_number": "+1 555-078-3881",
                "verified_name": "Trois Levains", "quality_rating": "GREEN",
                "name_status": "APPROVED", "status": "CONNECTED",
                "code_verification_status": "VERIFIED",
                "messaging_limit_tier": "TIER_1K",
                "throughput": {"level": "STANDARD"}}

    def measured(self, fields):
        points, day = [], {"start": DAY, "end": DAY + 86400}
        base = {"id": WABA, "name": "Trois Levains"}
        if fields.startswith("id,name,analytics.start("):
            return {"analytics": {
                "phone_numbers": ["15550783881"], "granularity": "DAY",
                "data_points": [{**day, "sent": 12, "delivered": 11}]},
                **base}
        if fields.startswith("id,name,pricing_analytics.start("):
            points = [
                {**day, "country": "FR", "pricing_type":
                 "FREE_CUSTOMER_SERVICE", "pricing_category": "SERVICE",
                 "volume": 2, "cost": 0},
                {**day, "country": "FR", "tier": "0:MAX", "pricing_type":
                 "REGULAR", "pricing_category": "MARKETING", "volume": 4,
                 "cost": 0.4}]
            return {"pricing_analytics": {"data": [{"data_points": points}]},
                    **base}
        if fields.startswith("id,name,template_analytics.start("):
            if "template_ids([1421988012088524" not in fields:
                return self.invalid("template_ids")
            points = [{"template_id": "1421988012088524", **day, "sent": 3,
                       "delivered": 3, "read": 2, "clicked": [
                           {"type": "quick_reply_button", "button_content":
                            "Contact Support", "count": 108},
                           {"type": "unique_url_button", "button_content":
                            "Tell me more", "count": 16}],
                       "cost": [{"type": "amount_spent", "value": 0.03}]}]
            return {"template_analytics": {"data": [{
                "granularity": "DAILY", "product_type": "cloud_api",
                "data_points": points}]}, **base}
        return self.error(400, 100, "Tried accessing nonexisting field (%s) "
                          "on node type (WhatsAppBusinessAccount)" % fields)

    @staticmethod
    def templates(rq):
        return {"data": [{
            "name": "hello_world", "id": "1421988012088524", "language":
            "en_US", "status": "APPROVED", "category": "MARKETING",
            "components": [{"type": "BODY", "text": "Hello"}]}],
            "paging": {"cursors": {"before": "QVFH", "after": "QVFI"}}}

    @staticmethod
    def history(rq):
        if rq.query.get("after"):
            return {"data": [], "paging": {"cursors": {
                "before": "b", "after": "c"}}}
        return {"data": [{"id": "5101", "message_id": WAMID, "events": {
            "data": [{"id": "e%d" % n, "delivery_status": state, "timestamp":
                      DAY + n, "webhook_update_state": "DELIVERED"}
                     for n, state in enumerate(
                         ("SENT", "DELIVERED", "READ"))]}}],
                "paging": {"cursors": {"before": "a", "after": "b"},
                           "next": "https://graph.facebook.com/v25.0/%s/"
                           "message_history?after=b&access_token=%s" % (
                               PHONE, CANARY)}}

    def answer(self, rq):
        if rq.headers.get("authorization") != "Bearer " + CANARY:
            return self.error(
                401, 190, "Error validating access token: Session has "
                "expired on Sunday, 22-Nov-26 00:00:00 PST.",
                error_subcode=463)
        if not rq.path.startswith("/v25.0/"):
            return self.error(404, 2500, "Unknown path components")
        what = rq.method + " " + rq.path[7:].replace(PHONE, "PHONE").replace(
            WABA, "WABA")
        if what == "GET PHONE":
            return self.number()
        if what == "GET PHONE/whatsapp_business_profile":
            return {"data": [{
                "about": "Pain au levain", "address": "Lille", "websites":
                ["https://levains.example/"], "vertical": "RETAIL",
                "messaging_product": "whatsapp"}]}
        if what == "GET PHONE/message_history":
            return self.history(rq)
        if what == "POST PHONE/messages":
            return self.sent(rq)
        if what == "POST PHONE/media":
            if b'name="messaging_product"' not in rq.body:
                return self.invalid("messaging_product")
            return {"id": "4490709327384033"}
        if what == "POST PHONE/block_users":
            users = [{"input": u["user"], "wa_id": u["user"]}
                     for u in rq.json["block_users"]]
            return {"messaging_product": "whatsapp",
                    "block_users": {"added_users": users}}
        if what == "GET WABA":
            return self.measured(rq.query.get("fields", ""))
        if what == "GET WABA/message_templates":
            return self.templates(rq)
        if what == "DELETE 4490709327384033":
            return {"success": True}
        return self.error(400, 100, "Unsupported %s request. Object with ID "
                          "does not exist" % rq.method.lower(),
                          error_subcode=33)


NETWORK = WhatsApp
