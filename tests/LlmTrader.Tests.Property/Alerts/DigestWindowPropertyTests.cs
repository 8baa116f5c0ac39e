using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Alerts.Delivery;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Property.Alerts;

/// <summary>Whatever comes: no minute has more calls than the limit, and every message is sent once, by itself or counted in a digest.</summary>
public sealed class DigestWindowPropertyTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void No_minute_has_too_many_calls_and_no_message_is_lost()
    {
        int digests = 0;
        for (int seed = 1; seed <= 500; seed++)
        {
            Random random = new(seed);
            int limit = random.Next(1, 25);
            DigestWindow window = new(limit);
            List<TimeSpan> calls = [];
            TimeSpan now = default;
            int posted = 0, alone = 0, together = 0;
            for (int step = 0; step < 400; step++)
            {
                now += TimeSpan.FromMilliseconds(random.Next(step / 100 % 2 == 0 ? 1000 : 20_000));
                TimeSpan? due = window.Due;
                if (window.Take(now) is { } digest)
                {
                    Assert.True(now >= due);
                    together += CountOf(digest);
                    digests++;
                    Call(window, ref now, calls);
                }

                posted++;
                if (!window.TryPass(now, Message(posted, random))) { continue; }
                alone++;
                for (int attempt = random.Next(1, 3); attempt > 0; attempt--) { Call(window, ref now, calls); }
            }

            if (window.Take(now, isLast: true) is { } last) { together += CountOf(last); }
            Assert.Null(window.Due);
            Assert.Equal(posted, alone + together);
            for (int i = limit; i < calls.Count; i++) { Assert.True(calls[i] - calls[i - limit] >= Minute, $"seed {seed}: call {i}"); }
        }

        Assert.True(digests > 500, $"{digests} digests");
    }

    [Fact]
    public void A_digest_shows_the_most_urgent_first_and_counts_the_rest()
    {
        DigestWindow window = new(1);
        Assert.True(window.TryPass(default, Message(1, AlertSeverity.Info)));
        window.Called(default);
        for (int i = 2; i <= 101; i++) { Assert.False(window.TryPass(TimeSpan.FromSeconds(1), Message(i, i == 100 ? AlertSeverity.Critical : AlertSeverity.Info))); }
        Assert.Null(window.Take(TimeSpan.FromSeconds(60.9)));
        AlertMessage digest = window.Take(TimeSpan.FromSeconds(61))!;

        string[] lines = digest.Text.Split('\n');
        Assert.Equal("100 messages in a minute:", lines[0]);
        Assert.Equal("- CRITICAL rule (s): text 100", lines[1]);
        Assert.Equal($"- and {100 - DigestWindow.MaxShown} more", lines[^1]);
        Assert.Equal((AlertMessageKind.Digest, AlertSeverity.Critical), (digest.Kind, digest.Severity));
    }

    private static void Call(DigestWindow window, ref TimeSpan now, List<TimeSpan> calls)
    {
        TimeSpan next = window.NextCall(now);
        if (next > now) { now = next; }
        window.Called(now);
        calls.Add(now);
    }

    private static int CountOf(AlertMessage message) => message.Kind == AlertMessageKind.Digest ? int.Parse(message.Text.Split(' ')[0]) : 1;

    private static AlertMessage Message(int number, Random random) => Message(number, (AlertSeverity)random.Next(3));

    private static AlertMessage Message(int number, AlertSeverity severity) => new()
    {
        Number = number, Time = DateTimeOffset.UnixEpoch, Kind = AlertMessageKind.Raised, Severity = severity, Rule = "rule", Subject = "s", Text = $"text {number}", Source = "here",
    };
}
