using System.Text.Json;
using LlmTrader.Tests.Integration.Admin;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Integration.Ctl;

/// <summary>The verbs of <c>ctl</c> against a live engine on a real socket.</summary>
public sealed class CtlTests
{
    private static readonly string[] Questions =
    [
        "status", "health", "metrics", "audit", "instruments", "bars BTCUSDT", "positions", "accounts", "cash-flows", "orders list", "orders list --status all", "fills", "decisions", "rejects",
        "rulesets list", "mode", "strategies", "kill-state", "feeds list", "limits show", "latency show", "journal", "log-level",
    ];

    [Fact]
    public async Task Every_question_has_an_answer_for_people_and_one_for_programs()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        foreach (string question in Questions)
        {
            CtlRun text = await CtlRun.OfAsync(run, question.Split(' '));
            Assert.True(text.ExitCode == ExitCode.Success, $"{question}: {text.Error}");
            Assert.NotEmpty(text.Output.Trim());
            CtlRun json = await CtlRun.OfAsync(run, [.. question.Split(' '), "--json"]);
            Assert.True(json.ExitCode == ExitCode.Success, $"{question}: {json.Error}");
            Assert.True(json.Json().ValueKind is JsonValueKind.Object or JsonValueKind.Array, question);
        }

        Assert.Contains(LiveRun.Btc, (await CtlRun.OfAsync(run, "instruments")).Output, StringComparison.Ordinal);
        Assert.Contains("paper", (await CtlRun.OfAsync(run, "mode")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_holds_until_the_reset_and_both_tell_their_sequence()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        Assert.Equal(ExitCode.Usage, (await CtlRun.OfAsync(run, "kill")).ExitCode);   // Without a reason.
        CtlRun kill = await CtlRun.OfAsync(run, "kill", "--reason", "a test", "--json");
        Assert.Equal(ExitCode.Success, kill.ExitCode);
        long sequence = kill.Json().GetProperty("sequence").GetInt64();
        Assert.Equal(ExitCode.Finding, (await CtlRun.OfAsync(run, "status")).ExitCode);
        Assert.Equal(ExitCode.Finding, (await CtlRun.OfAsync(run, "kill-state")).ExitCode);

        CtlRun refused = await CtlRun.OfAsync(run, "orders", "place", LiveRun.Btc, "buy", "0.1", "--reason", "a try");
        Assert.Equal(ExitCode.Finding, refused.ExitCode);
        Assert.Contains("rejected at sequence", refused.Output, StringComparison.Ordinal);
        CtlRun mode = await CtlRun.OfAsync(run, "mode", "observe", "--reason", "a try");
        Assert.Equal(ExitCode.Finding, mode.ExitCode);
        Assert.Contains("killed", mode.Error, StringComparison.Ordinal);
        Assert.Contains("/v1/reset", mode.Error, StringComparison.Ordinal);   // The remedy.

        CtlRun reset = await CtlRun.OfAsync(run, "reset", "--reason", "done");
        Assert.Equal(ExitCode.Success, reset.ExitCode);
        Assert.Matches(@"open, at sequence \d+", reset.Output);
        Assert.Equal(ExitCode.Success, (await CtlRun.OfAsync(run, "status")).ExitCode);
        CtlRun audit = await CtlRun.OfAsync(run, "audit");
        Assert.Contains("a test", audit.Output, StringComparison.Ordinal);
        Assert.True(sequence > 0);
    }

    [Fact]
    public async Task An_order_by_hand_is_placed_shown_and_cancelled()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        CtlRun placed = await CtlRun.OfAsync(run, "orders", "place", LiveRun.Btc, "buy", "0.1", "--price", "1", "--reason", "far away", "--json");
        Assert.True(placed.ExitCode == ExitCode.Success, placed.Output + placed.Error);
        string order = placed.Json().GetProperty("orderId").GetString()!;
        CtlRun shown = await CtlRun.OfAsync(run, "orders", "show", order);
        Assert.Contains($"Order {order}: buy", shown.Output, StringComparison.Ordinal);
        CtlRun canceled = await CtlRun.OfAsync(run, "orders", "cancel", order, "--reason", "a test");
        Assert.True(canceled.ExitCode == ExitCode.Success, canceled.Error);
        Assert.Contains("at sequence", canceled.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_set_is_staged_shadowed_activated_rolled_back_and_printed()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        const string Source = "ma-cross:fast=2,slow=5,bar=1s,quantity.BTCUSDT.SIM=0.5";
        string file = Path.Combine(run.Path, "set.txt");
        File.WriteAllText(file, Source);
        CtlRun staged = await CtlRun.OfAsync(run, "rulesets", "stage", file, "--reason", "a try", "--json");
        Assert.True(staged.ExitCode == ExitCode.Success, staged.Output + staged.Error);
        string set = staged.Json().GetProperty("setId").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);
        await run.WaitAsync(views => views.Slots[0].StagedSetId.ToString(System.Globalization.CultureInfo.InvariantCulture) == set);
        foreach (string[] change in new string[][] { ["shadow", set], ["activate", set], ["rollback"] })
        {
            CtlRun done = await CtlRun.OfAsync(run, ["rulesets", .. change, "--reason", "a try"]);
            Assert.True(done.ExitCode == ExitCode.Success, $"{change[0]}: {done.Output}{done.Error}");
            Assert.Matches(@"at sequence \d+", done.Output);
        }

        CtlRun share = await CtlRun.OfAsync(run, "rulesets", "capital", "--slot", "0", "--share", "0.25", "--reason", "a canary");
        Assert.True(share.ExitCode == ExitCode.Success, share.Output + share.Error);
        Assert.Matches(@"Slot 0 may use 0\.25 of its capital.*at sequence \d+", share.Output);
        CtlRun list = await CtlRun.OfAsync(run, "rulesets", "list");
        Assert.Contains("0.25", list.Output, StringComparison.Ordinal);
        Assert.Contains("capitalShare", list.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await CtlRun.OfAsync(run, "rulesets", "capital", "--slot", "0")).ExitCode);   // Without a share.
        CtlRun most = await CtlRun.OfAsync(run, "rulesets", "capital", "--share", "25%");
        Assert.Equal(ExitCode.Usage, most.ExitCode);
        CtlRun source = await CtlRun.OfAsync(run, "rulesets", "source", set);
        Assert.Equal(Source, source.Output.TrimEnd());
        CtlRun wrong = await CtlRun.OfAsync(run, "rulesets", "stage", "nonsense:x=1", "--reason", "a try");
        Assert.Equal(ExitCode.Finding, wrong.ExitCode);
        Assert.Equal(ExitCode.Usage, (await CtlRun.OfAsync(run, "rulesets", "stage", "absent.yaml", "--reason", "a try")).ExitCode);
    }

    [Fact]
    public async Task Feeds_are_told_and_an_unknown_name_is_a_usage_error()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        Assert.Equal(ExitCode.Success, (await CtlRun.OfAsync(run, "feeds", "resubscribe", "fake", LiveRun.Btc, "--reason", "a test")).ExitCode);
        Assert.Equal(ExitCode.Success, (await CtlRun.OfAsync(run, "feeds", "disconnect", "fake", "--reason", "a test")).ExitCode);
        Assert.Equal(ExitCode.Success, (await CtlRun.OfAsync(run, "feeds", "reconnect", "fake", "--reason", "a test")).ExitCode);
        Assert.Equal(["resubscribe 0", "disconnect", "connect"], run.Feed.Calls);
        CtlRun unknown = await CtlRun.OfAsync(run, "feeds", "disconnect", "absent", "--reason", "a test");
        Assert.Equal(ExitCode.Usage, unknown.ExitCode);
        Assert.Contains("no feed 'absent'", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_followed_from_a_sequence_as_lines_and_as_json_lines()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        CtlRun text = await CtlRun.OfAsync(run, "events", "--kinds", "trade", "--from", "0", "--count", "5");
        Assert.True(text.ExitCode == ExitCode.Success, text.Error);
        Assert.Equal(5, text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("price=", text.Output, StringComparison.Ordinal);
        CtlRun json = await CtlRun.OfAsync(run, "events", "--kinds", "trade,quote", "--from", "0", "--count", "50", "--json");
        long[] sequences = [.. json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("sequence").GetInt64())];
        Assert.Equal(50, sequences.Length);
        Assert.Equal(sequences.Order().Distinct(), sequences);
    }

    [Fact]
    public async Task Strategies_limits_money_latency_log_and_drain_are_told()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        string saved = Path.Combine(run.Path, "decision.hlog");
        string[][] changes =
        [
            ["pause", "0", "--reason", "a test"], ["halt", "0", "--reason", "a test"], ["resume", "0", "--reason", "a test"], ["limits", "set", "position", "2", "--symbol", LiveRun.Btc, "--reason", "smaller"],
            ["limits", "set", "8", "80%", "--reason", "calmer"], ["limits", "set", "8", "off", "--reason", "a test"], ["deposit", "1000", "USDT", "--reason", "a test"], ["withdraw", "10", "USDT", "--account", "paper", "--reason", "a test"],
            ["latency", "reset", "--reason", "a test"], ["log-level", "debug", "--reason", "a test"], ["orders", "cancel-all", "--symbol", LiveRun.Btc, "--reason", "a test"], ["drain", "--snapshot", "--reason", "the end"],
        ];
        foreach (string[] change in changes)
        {
            CtlRun done = await CtlRun.OfAsync(run, change);
            Assert.True(done.ExitCode == ExitCode.Success, $"{string.Join(' ', change)}: {done.Output}{done.Error}");
            Assert.Matches(@"at sequence \d+", done.Output);
        }

        Assert.Equal("debug", run.Log.Level);
        Assert.True((await run.Drained.Task).Snapshot);
        Assert.Equal(ExitCode.Success, (await CtlRun.OfAsync(run, "latency", "save", saved)).ExitCode);
        Assert.StartsWith("#[", File.ReadAllText(saved), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await CtlRun.OfAsync(run, "deposit", "many", "USDT", "--reason", "a test")).ExitCode);
        Assert.Contains("1000.00000000", (await CtlRun.OfAsync(run, "cash-flows")).Output, StringComparison.Ordinal);
        CtlRun book = await CtlRun.OfAsync(run, "book", LiveRun.Btc);
        Assert.True(book.ExitCode is ExitCode.Success or ExitCode.Usage, book.Error);   // The simulated market may have no depth.
    }

    [Fact]
    public async Task No_change_is_made_without_a_reason()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        long audits = run.Views.Read(views => views.Audits.All.Count);
        foreach (string change in new[]
        {
            "kill", "flatten", "reset", "mode observe", "pause 0", "halt 0", "resume 0", "limits set position 2", "deposit 1000 USDT", "withdraw 10 USDT", "orders place BTCUSDT buy 0.1", "orders cancel 1-0", "orders cancel-all",
            "rulesets stage join-best:bar=1s", "rulesets shadow 1", "rulesets activate 1", "rulesets rollback", "rulesets quarantine 1", "feeds resubscribe fake BTCUSDT", "feeds disconnect fake", "feeds reconnect fake", "latency reset", "log-level debug", "drain",
        })
        {
            CtlRun done = await CtlRun.OfAsync(run, change.Split(' '));
            Assert.True(done.ExitCode == ExitCode.Usage && done.Error.Contains("--reason", StringComparison.Ordinal), $"{change}: {done.Output}{done.Error}");
        }

        Assert.Equal(audits, run.Views.Read(views => views.Audits.All.Count));
    }

    [Fact]
    public async Task What_was_refused_is_told_in_the_unit_of_its_limit_and_what_was_closed_stays_listed()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        CtlRun placed = await CtlRun.OfAsync(run, "orders", "place", LiveRun.Btc, "buy", "100", "--reason", "too much");
        Assert.Equal(ExitCode.Finding, placed.ExitCode);
        CtlRun rejects = await CtlRun.OfAsync(run, "rejects");
        Assert.Contains("500,000", rejects.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("50000000000000", rejects.Output, StringComparison.Ordinal);
        Assert.Contains("orderNotional", rejects.Output, StringComparison.Ordinal);
        await run.WaitAsync(views => views.Orders.Fills.Added > 10);
        Assert.Equal(ExitCode.Success, (await CtlRun.OfAsync(run, "flatten", "--reason", "all of it")).ExitCode);
        await run.WaitAsync(views => views.Instruments.All.ToArray().All(instrument => views.Accounts.PositionOf(default, instrument.Id).Quantity.IsZero));
        string[] traded = run.Views.Read(views => views.Orders.Fills.Newest(int.MaxValue, _ => true, fill => views.Instruments[fill.Instrument].FullName)).Distinct().ToArray();
        string positions = (await CtlRun.OfAsync(run, "positions")).Output;
        Assert.All(traded, symbol => Assert.Contains(symbol, positions, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_engine_it_says_what_to_do()
    {
        string directory = Directory.CreateTempSubdirectory("llmtrader-ctl-").FullName;
        try
        {
            CtlRun absent = await CtlRun.OfAsync(CancellationToken.None, "ctl", "status", "--socket", Path.Combine(directory, "admin.sock"));
            Assert.Equal(ExitCode.Fault, absent.ExitCode);
            Assert.Contains("No engine answers", absent.Error, StringComparison.Ordinal);
            Assert.Contains("llmtrader up", absent.Error, StringComparison.Ordinal);
            CtlRun noFile = await CtlRun.OfAsync(CancellationToken.None, "ctl", "status", "--config", Path.Combine(directory, "engine.yaml"));
            Assert.Equal(ExitCode.Usage, noFile.ExitCode);
            Assert.Contains("--socket", noFile.Error, StringComparison.Ordinal);
        }
        finally { Directory.Delete(directory, recursive: true); }
    }
}
