using System.Globalization;
using System.Text;
using LlmTrader.Tools.Hosting.Alerts.Channels;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Integration.Alerts;

/// <summary>Mail over a real connection. That an encrypted one is trusted is shown by a process of its own, whose trust can be set.</summary>
public sealed class EmailChannelTests : IDisposable
{
    private const string Password = "pa55w0rdPlanted";

    private readonly ChannelBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Mail_goes_to_each_recipient_after_a_login()
    {
        await using LoopbackMailServer server = new(new MailManners { Password = Password });
        Assert.Equal(AlertDelivery.Delivered, await ChannelBench.SendAsync(Create(server, tls: "off"), "回撤 6 %\n.\nend"));
        string mail = Assert.Single(server.Mails);
        Assert.Contains("Subject: WARNING feed-stale (binance)\n", mail, StringComparison.Ordinal);
        Assert.Equal(2, server.Lines.Count(line => line.StartsWith("RCPT TO:", StringComparison.Ordinal)));
        string body = Encoding.UTF8.GetString(Convert.FromBase64String(mail[(mail.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].Replace("\n", "", StringComparison.Ordinal)));
        Assert.Contains("回撤 6 %\n.\nend\nllmtrader on desk", body.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_encryption_nothing_is_said_that_must_not_be_heard()
    {
        await using LoopbackMailServer server = new(new MailManners { Password = Password, OffersTls = false });
        AlertDelivery delivery = await ChannelBench.SendAsync(Create(server, tls: "required"));
        Assert.NotEqual(DeliveryOutcome.Delivered, delivery.Outcome);
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("AUTH", StringComparison.Ordinal) || line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_with_a_certificate_of_its_own_making_hears_nothing_either()
    {
        await using LoopbackMailServer server = new(new MailManners { Password = Password });
        AlertDelivery delivery = await ChannelBench.SendAsync(Create(server, tls: "required"));
        Assert.Equal(DeliveryOutcome.Unreachable, delivery.Outcome);
        Assert.Contains("STARTTLS", server.Lines);
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("AUTH", StringComparison.Ordinal) || line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("550 5.1.1 No such user", DeliveryOutcome.Refused)]
    [InlineData("450 4.2.0 Greylisted, come back", DeliveryOutcome.Unreachable)]
    public async Task What_the_server_says_of_a_recipient_decides_whether_it_is_tried_again(string said, DeliveryOutcome outcome)
    {
        await using LoopbackMailServer server = new(new MailManners { Password = Password, Recipient = _ => said });
        AlertDelivery delivery = await ChannelBench.SendAsync(Create(server, tls: "off"));
        Assert.Equal(outcome, delivery.Outcome);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Who_got_it_does_not_get_it_again_because_another_could_not()
    {
        await using LoopbackMailServer server = new(new MailManners { Password = Password, Recipient = line => line.Contains("b@example.com", StringComparison.Ordinal) ? "450 4.2.0 Come back" : "250 2.1.5 Ok" });
        AlertDelivery delivery = await ChannelBench.SendAsync(Create(server, tls: "off"));
        Assert.Equal(DeliveryOutcome.Refused, delivery.Outcome);
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_told()
    {
        await using LoopbackMailServer server = new(new MailManners { Password = "another" });
        AlertDelivery delivery = await ChannelBench.SendAsync(Create(server, tls: "off"));
        Assert.NotEqual(DeliveryOutcome.Delivered, delivery.Outcome);
        Assert.DoesNotContain(Password, delivery.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        using ClosedPort closed = new();
        Assert.Equal(DeliveryOutcome.Unreachable, (await ChannelBench.SendAsync(Create("127.0.0.1", closed.Number, tls: "off"))).Outcome);
    }

    private IAlertChannel Create(LoopbackMailServer server, string tls) => Create("localhost", server.Port, tls);

    private IAlertChannel Create(string host, int port, string tls) => _bench.Create(
        AlertChannelKind.Email, null, Password,
        ("host", host), ("port", port.ToString(CultureInfo.InvariantCulture)), ("tls", tls), ("user", "desk@example.com"), ("from", "engine@example.com"), ("to", "a@example.com, b@example.com"));
}
