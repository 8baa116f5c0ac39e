using System.Text;
using LlmTrader.Tools.Hosting.Alerts.Channels;

namespace LlmTrader.Tests.Unit.Alerts;

/// <summary>Signatures against values that openssl computed, each with its command line.</summary>
public sealed class SignatureTests
{
    // printf '%s\n%s' 1716182400000 SEC0123456789abcdef | openssl dgst -sha256 -hmac SEC0123456789abcdef -binary | base64
    [Fact]
    public void Dingtalk_signs_time_and_secret_under_the_secret() =>
        Assert.Equal("8O5itlsUOUVmlk9YQDFkee6mo3c8gz8ENxPP+9csSS0=", Signatures.Dingtalk(1716182400000, "SEC0123456789abcdef"));

    // printf '' | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(printf '1716182400\nfeishuSecret01' | od -An -tx1 | tr -d ' \n')" -binary | base64
    [Fact]
    public void Feishu_signs_nothing_under_time_and_secret() =>
        Assert.Equal("DZwUZ3cfSnOi1v+Bmex6lnbDT+J8EaVmJbFoFOV0TFA=", Signatures.Feishu(1716182400, "feishuSecret01"));

    // printf '%s' '1716182400.{"id":"1"}' | openssl dgst -sha256 -hmac hookSecret
    [Fact]
    public void A_webhook_signs_time_and_body() =>
        Assert.Equal("eafe900440a8ea0af216576ac886ca7b5f7702e251bb907bf80676a53a8c614c", Signatures.Webhook(1716182400, Encoding.UTF8.GetBytes("""{"id":"1"}"""), "hookSecret"));
}
