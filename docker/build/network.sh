# Sourced by the scripts here: how the build reaches packages if the clients' defaults are not enough. Up to three secrets
# configure that; none of them gets into the image:
#
#     --secret id=pip,src=FILE      a pip.conf
#     --secret id=goenv,src=FILE    a file for GOENV: GOPROXY=..., GOSUMDB=...
#     --secret id=ca,src=FILE       PEM certificates to trust instead of Debian's
if [ -f /run/secrets/ca ]; then
	export SSL_CERT_FILE=/run/secrets/ca PIP_CERT=/run/secrets/ca
fi
