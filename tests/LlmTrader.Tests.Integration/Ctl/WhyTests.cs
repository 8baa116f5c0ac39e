using System.Text.Json;
using LlmTrader.Tests.Integration.Admin;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Integration.Ctl;

/// <summary>Why an instrument was not traded, out of the journals of live runs.</summary>
public sealed class WhyTests
{
    [Fact]
    public async Task It_tells_the_way_from_bars_to_fills_while_the_engine_runs_and_when_it_is_down()
    {
        LiveRun run = await LiveRun.StartAsync();
        await run.WaitAsync(views => views.Stages.Accounts.Counts.Fills > 20);
        Assert.Equal(ExitCode.Success, (await WhyAsync(run, LiveRun.Btc)).ExitCode);   // Beside the running engine.
        run.StopFeeding();
        await run.StopAsync(clean: true);
        CtlRun why = await WhyAsync(run, LiveRun.Btc, "--json");
        Assert.True(why.ExitCode == ExitCode.Success, why.Error);
        JsonElement set = why.Json().GetProperty("ruleSets")[0];
        long Of(string name) => set.GetProperty(name).GetInt64();
        Assert.True(Of("bars") > Of("warm") && Of("warm") > 0);
        Assert.Equal(Of("bars") - Of("warm"), Of("warmUpBars") - 1);   // The bar that completes the warm-up decides.
        Assert.Equal(Of("wanted"), Of("sent") + set.GetProperty("refused").EnumerateArray().Sum(refusal => refusal.GetProperty("count").GetInt64()));
        string answer = why.Json().GetProperty("answer").GetString()!;
        Assert.Contains("It was traded", answer, StringComparison.Ordinal);
        long refused = Of("wanted") - Of("sent");
        Assert.Equal(refused > 0, answer.Contains($"risk refused {refused:N0} of the {Of("wanted"):N0} that were wanted", StringComparison.Ordinal));
        Assert.Contains("Answer: It was traded", (await WhyAsync(run, LiveRun.Btc)).Output, StringComparison.Ordinal);
        Directory.Delete(run.Path, recursive: true);
    }

    [Fact]
    public async Task A_limit_that_refuses_all_is_named_with_what_it_saw_and_allows()
    {
        await using LiveRun run = await LiveRun.StartAsync(rate: 2_000);
        await run.WaitAsync(views => views.Orders.Fills.Newest(1, fill => views.Instruments[fill.Instrument].FullName == LiveRun.Btc, fill => fill).Count > 0);
        CtlRun limit = await CtlRun.OfAsync(run, "limits", "set", "orderNotional", "1", "--symbol", LiveRun.Btc, "--reason", "a test", "--json");
        Assert.True(limit.ExitCode == ExitCode.Success, limit.Output + limit.Error);
        string from = run.Views.Read(views => views.Time).ToString();
        long rejected = run.Views.Read(views => views.Risk.Rejections[(int)Engine.Core.RejectReason.OrderNotionalLimit]);
        await run.WaitAsync(views => views.Risk.Rejections[(int)Engine.Core.RejectReason.OrderNotionalLimit] > rejected + 3);
        CtlRun why = await WhyAsync(run, LiveRun.Btc, "--from", from);
        Assert.True(why.ExitCode == ExitCode.Success, why.Error);
        Assert.Contains("Refused by OrderNotionalLimit", why.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Refused by the venue", why.Output, StringComparison.Ordinal);
        CtlRun whole = await WhyAsync(run, LiveRun.Btc);   // Traded first, then refused.
        Assert.Matches(@"It was traded: .*; risk refused [\d,]+ of the [\d,]+ that were wanted, all by OrderNotionalLimit", whole.Output);
        Assert.Contains("allows 1.00000000 USDT", why.Output, StringComparison.Ordinal);
        string answer = why.Output[why.Output.IndexOf("Answer:", StringComparison.Ordinal)..];
        Assert.Contains("OrderNotionalLimit", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_bars_are_counted_and_an_empty_window_and_an_unknown_instrument_are_told()
    {
        LiveRun run = await LiveRun.StartAsync(rate: 2_000);
        run.StopFeeding();
        await run.StopAsync(clean: true);
        JsonElement all = (await WhyAsync(run, LiveRun.Btc, "--json")).Json();
        string first = all.GetProperty("from").GetString()!;
        CtlRun cold = await WhyAsync(run, LiveRun.Btc, "--to", Later(first, seconds: 4));
        Assert.Contains("No bar was warm: ma-cross", cold.Output.Replace("MovingAverageCross", "ma-cross", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        CtlRun empty = await WhyAsync(run, LiveRun.Btc, "--from", "2100-01-01", "--to", "2100-01-02");
        Assert.Contains("no event in this window", empty.Output, StringComparison.Ordinal);
        CtlRun unknown = await WhyAsync(run, "NONE.SIM");
        Assert.Equal(ExitCode.Usage, unknown.ExitCode);
        Assert.Contains(LiveRun.Btc, unknown.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await WhyAsync(run, LiveRun.Btc, "--from", "2100-01-02", "--to", "2100-01-01")).ExitCode);
        Directory.Delete(run.Path, recursive: true);
    }

    [Fact]
    public async Task A_clause_that_is_never_true_is_named_with_the_part_that_keeps_it_from_being()
    {
        const string Never = "name: waits-for-the-moon\nbar: 1s\nentry_long: volume > 0 and close > 1000000000\nexit_long: close < 0\nsizing: {percent_of_equity: 20}\n";
        await using LiveRun run = await LiveRun.StartAsync();
        string file = Path.Combine(run.Path, "never.yaml");
        File.WriteAllText(file, Never);
        CtlRun staged = await CtlRun.OfAsync(run, "rulesets", "stage", file, "--reason", "a test", "--json");
        Assert.True(staged.ExitCode == ExitCode.Success, staged.Output + staged.Error);
        int set = staged.Json().GetProperty("setId").GetInt32();
        await run.WaitAsync(views => views.Slots[0].StagedSetId == set);
        CtlRun active = await CtlRun.OfAsync(run, "rulesets", "activate", set.ToString(System.Globalization.CultureInfo.InvariantCulture), "--reason", "a test");
        Assert.True(active.ExitCode == ExitCode.Success, active.Output + active.Error);
        Engine.Core.Timestamp from = run.Views.Read(views => views.Time);
        await run.WaitAsync(views => views.Time > from + Engine.Core.Duration.FromSeconds(10));
        CtlRun why = await WhyAsync(run, LiveRun.Btc, "--from", from.ToString());
        Assert.True(why.ExitCode == ExitCode.Success, why.Error);
        Assert.Contains("entry_long of waits-for-the-moon was never true", why.Output, StringComparison.Ordinal);
        Assert.Matches(@"its part 'close > 1e9|its part 'close > 1000000000' on 0 of", why.Output);
        JsonElement clauses = (await WhyAsync(run, LiveRun.Btc, "--from", from.ToString(), "--json")).Json().GetProperty("ruleSets").EnumerateArray().Last().GetProperty("clauses");
        JsonElement volume = clauses.EnumerateArray().Single(clause => clause.GetProperty("part").GetString()!.StartsWith("volume", StringComparison.Ordinal));
        Assert.True(volume.GetProperty("true").GetInt64() > 0);
    }

    private static string Later(string time, int seconds) => DateTimeOffset.Parse(time[..19] + "Z", System.Globalization.CultureInfo.InvariantCulture).AddSeconds(seconds).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    private static Task<CtlRun> WhyAsync(LiveRun run, params string[] args) => CtlRun.OfAsync(CancellationToken.None, ["ctl", "why", .. args, "--journal", run.JournalPath]);
}
