using LlmTrader.Tools.Hosting.Alerts.Channels;

namespace LlmTrader.Tests.Unit.Alerts;

public sealed class SecretMaskTests
{
    private static readonly SecretMask Mask = new(["SEC+key/1", null, ""], new Uri("https://oapi.example.com/robot/send?access_token=0a1b2c3d4e5f&x=y"));

    [Theory]
    [InlineData("can't call https://oapi.example.com/robot/send?access_token=0a1b2c3d4e5f&x=y now", "can't call *** now")]
    [InlineData("no token 0A1B2C3D4E5F here", "no token *** here")]
    [InlineData("sign with SEC+key/1 or SEC%2Bkey%2F1", "sign with *** or ***")]
    [InlineData("two\r\nlines", "two  lines")]
    [InlineData("send failed: access_token of the robot is wrong", "send failed: access_token of the robot is wrong")]
    public void Secrets_and_tokens_are_taken_out_wherever_they_stand(string said, string shown) => Assert.Equal(shown, Mask.Clean(said));

    [Theory]
    [InlineData("https://hooks.example.com/services/T0A1B2C3/B0A1B2C3/abcdefghijklmnopqrstuvwx", "bad services: *** and ***", "bad services: T0A1B2C3 and abcdefghijklmnopqrstuvwx")]
    [InlineData("https://api.telegram.org/bot123456:ABC-def/sendMessage", "sendMessage: *** or ***", "sendMessage: bot123456 or /bot123456:ABC-def/sendMessage")]
    public void A_token_in_a_path_is_one_too(string address, string shown, string said) => Assert.Equal(shown, new SecretMask([], new Uri(address)).Clean(said));

    [Fact]
    public void A_long_answer_is_cut() => Assert.True(Mask.Clean(new string('x', 10_000)).Length < 400);
}
