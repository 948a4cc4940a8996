### The demo clinic's inbox.

inbox-title = The hospital's inbox
inbox-lead = This is where the demo's records arrive: the system of the hospital that you send to. It is not part of the portal.
inbox-none = Nothing has arrived yet. Sign in to the portal, open a record, and choose Send.
inbox-reload = Load this page again to see what has arrived since.
inbox-no-subject = No subject
inbox-from = From
inbox-to = To
inbox-at = Arrived
inbox-way = How it came
inbox-way-direct = Direct: signed and encrypted
inbox-way-email = Plain e-mail
inbox-signed = Signed by
inbox-trusted = the certificate is one we trust
inbox-not-trusted = the certificate is not one we trust
inbox-problem = There is a problem with this message:
inbox-text = Message
inbox-files = Files
inbox-no-files = No files came with it.
inbox-original = Save the message as it came
