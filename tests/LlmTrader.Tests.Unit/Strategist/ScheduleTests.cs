using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Strategist.Schedules;

namespace LlmTrader.Tests.Unit.Strategist;

public sealed class ScheduleTests
{
    private static readonly Timestamp Noon = Timestamp.FromUnixSeconds(1_795_262_400);    // 2026-11-21T12:00:00Z.

    [Fact]
    public void The_next_moment_is_the_earliest_of_all_expressions_in_utc()
    {
        CronSchedule schedule = new(["0 0 */4 * * ?", "0 30 12 * * ?"]);
        Assert.Equal(Noon + Duration.FromMinutes(30), schedule.Next(Noon));
        Assert.Equal(Noon + Duration.FromMinutes(240), schedule.Next(Noon + Duration.FromMinutes(30)));
        Assert.Null(new CronSchedule([]).Next(Noon));
        Assert.Throws<FormatException>(() => new CronSchedule(["0 */4 * * *"]));
    }

    [Fact]
    public void A_trigger_is_a_change_and_none_comes_sooner_than_the_pause()
    {
        TriggerWatch watch = new(new TriggerConfiguration { SessionOpen = true, Drawdown = Ratio.Percent(5), Pause = TimeSpan.FromMinutes(15) });
        Timestamp now = Noon;
        string? Look(string status, decimal equity, int minutes) => watch.Look(now += Duration.FromMinutes(minutes), () => Facts(status, equity));
        Assert.Null(Look("closed", 100, 1));
        Assert.Equal("session_open", Look("continuous", 100, 1));
        Assert.Null(Look("continuous", 90, 1));             // Within the pause nobody looks.
        Assert.Equal("drawdown", Look("continuous", 90, 15));
        Assert.Null(Look("continuous", 89, 20));            // It is as deep as it was.
        Assert.Null(Look("continuous", 99, 1));
        Assert.Equal("drawdown", Look("continuous", 94, 1));
    }

    [Fact]
    public void A_moment_at_which_nothing_could_begin_waits_and_of_several_one_is_left()
    {
        DueOccasions occasions = new(new CronSchedule(["0 0 * * * ?"]), Noon);
        Timestamp At(int minutes) => Noon + Duration.FromMinutes(minutes);
        Assert.False(occasions.IsDue(At(59)));
        Assert.True(occasions.IsDue(At(60)));
        Assert.True(occasions.IsDue(At(61)));     // The engine was away.
        Assert.True(occasions.IsDue(At(200)));    // And for two more.
        occasions.Met(At(200));
        Assert.False(occasions.IsDue(At(201)));
        Assert.True(occasions.IsDue(At(240)));
    }

    [Fact]
    public void Without_triggers_the_engine_is_not_asked() =>
        Assert.Null(new TriggerWatch(new TriggerConfiguration()).Look(Noon, () => throw new InvalidOperationException("asked")));

    private static ObservationFacts Facts(string status, decimal equity) => new()
    {
        Accounts = [new AccountFacts("paper", "USDT", equity, equity, 100)],
        Instruments =
        [
            new InstrumentFacts
            {
                Name = "BTCUSDT.SIM", Kind = "spot", Quote = "USDT", Status = status, TickSize = 1, LotSize = 1, MakerFee = 0, TakerFee = 0, MinNotional = 0, PriceBand = 0, SettlementDays = 0, MaxLeverage = 1, Horizons = [],
            },
        ],
    };
}
