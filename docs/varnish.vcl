# Varnish in front of a hub, or of several. Answers to GET are kept for as long as they say themselves, and the hub has
# those forgotten that say something of what it publishes: set HUB_PURGE_URL to the address of Varnish.
vcl 4.1;

import directors;

# Who may have something forgotten: the nodes.
acl nodes {
	"127.0.0.1";
	"::1";
}

backend one {
	.host = "127.0.0.1";
	.port = "8080";
	.probe = { .url = "/healthz"; .interval = 1s; .timeout = 1s; .window = 3; .threshold = 2; }
}

backend two {
	.host = "127.0.0.1";
	.port = "8081";
	.probe = { .url = "/healthz"; .interval = 1s; .timeout = 1s; .window = 3; .threshold = 2; }
}

sub vcl_init {
	new hub = directors.round_robin();
	hub.add_backend(one);
	hub.add_backend(two);
}

sub vcl_recv {
	set req.backend_hint = hub.backend();
	if (req.method == "PURGE") {
		if (client.ip !~ nodes) {
			return (synth(403));
		}
		# Whatever names one of the kinds: the tags of an answer stand between commas.
		ban("obj.http.X-Tags ~ ,(" + regsuball(regsuball(req.http.Cache-Tag, "[^A-Za-z,]", ""), ",", "|") + "),");
		return (synth(200));
	}
	# What is asked with credentials is for whoever asks alone.
	if (req.http.Authorization || req.http.Cookie ~ "hub-session") {
		return (pass);
	}
	if (req.url ~ "^/graphql") {
		unset req.http.Cookie;
	}
}

sub vcl_backend_response {
	# While no node answers, what is kept is served for a day.
	set beresp.grace = 24h;
	set beresp.http.X-Tags = "," + beresp.http.Cache-Tag + ",";
}

sub vcl_deliver {
	unset resp.http.X-Tags;
}
