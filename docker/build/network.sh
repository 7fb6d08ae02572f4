# Sourced by the scripts here: how the build reaches packages where that takes more than the clients' defaults. Up to three
# secrets say so, none of which gets into the image:
#
#     --secret id=pip,src=FILE      a pip.conf
#     --secret id=goenv,src=FILE    a file as GOENV names one: GOPROXY=..., GOSUMDB=...
#     --secret id=ca,src=FILE       certificates in PEM that are to be trusted instead of Debian's
if [ -f /run/secrets/ca ]; then
	export SSL_CERT_FILE=/run/secrets/ca PIP_CERT=/run/secrets/ca
fi
