using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Integration.Admin;

/// <summary>Every endpoint, over a real socket, of an engine that trades.</summary>
public sealed class EndpointTests
{
    private static readonly string[] Reads =
    [
        "status", "health", "ready", "audit", "metrics", "instruments", "instruments/BTCUSDT.SIM", "instruments/BTCUSDT/bars", "instruments/ETHUSDT.SIM/bars?spec=5s&limit=3", "positions?all=true", "accounts", "deposits",
        "orders?status=all", "fills", "decisions", "rejects", "rulesets", "rulesets/0/source", "risk", "mode", "strategies", "kill", "latency", "latency/decision.hlog", "journal", "feeds", "log", "openapi.json",
    ];

    [Fact]
    public async Task Every_reading_endpoint_answers_and_the_document_lists_it()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        await run.WaitAsync(views => views.Orders.Fills.Count > 5 && views.Bars.Closed > 20);
        Dictionary<string, string> answers = [];
        foreach (string path in Reads)
        {
            using HttpResponseMessage answer = await run.Client.GetAsync($"/v1/{path}");
            answers[path] = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {answers[path]}");
        }

        JsonElement paths = JsonDocument.Parse(answers["openapi.json"]).RootElement.GetProperty("paths");
        Assert.True(paths.EnumerateObject().Count() >= 38, $"{paths.EnumerateObject().Count()} paths");
        Assert.True(paths.TryGetProperty("/v1/orders", out JsonElement orders));
        Assert.Contains("PlaceOrderRequest", orders.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("\n  \"state\": \"running\"", answers["status"], StringComparison.Ordinal);
        Assert.Contains("llmtrader_up 1", answers["metrics"], StringComparison.Ordinal);
        Assert.Contains("llmtrader_events_total{kind=\"trade\"}", answers["metrics"], StringComparison.Ordinal);
        Assert.Contains("feed=\"fake\"", answers["metrics"], StringComparison.Ordinal);
        Assert.Contains("llmtrader_gc_heap_bytes{generation=\"2\"}", answers["metrics"], StringComparison.Ordinal);
        JsonElement fill = JsonDocument.Parse(answers["fills"]).RootElement.GetProperty("fills")[0];
        Assert.Matches(@"^\d+\.\d+$", fill.GetProperty("price").GetString()!);
        Assert.Matches(@"^\d{4}-.*\.\d{9}Z$", fill.GetProperty("time").GetString()!);
        Assert.NotEqual("new", (await run.GetAsync($"/v1/orders/{fill.GetProperty("orderId").GetString()}")).GetProperty("status").GetString());

        (_, JsonElement placed) = await run.PostAsync("/v1/orders", """{"symbol":"BTCUSDT.SIM","side":"buy","type":"market","quantity":"0.01"}""");   // No strategy cancels it.
        string id = placed.GetProperty("orderId").GetString()!;
        await run.WaitAsync(views => views.Orders.Find(OrderOf(id)) is { Status: OrderStatus.Filled });
        JsonElement order = await run.GetAsync($"/v1/orders/{id}");
        Assert.Equal("filled", order.GetProperty("status").GetString());
        string?[] changes = [.. order.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("status").GetString())];
        Assert.Equal(("new", "filled"), (changes[0], changes[^1]));
    }

    [Fact]
    public async Task Another_path_method_and_symbol_are_refused_with_a_problem()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        foreach ((string path, int status, string code) in new[] { ("nowhere", 404, "unknown_path"), ("instruments/NOPE/book", 404, "unknown_instrument"), ("instruments/BTCUSDT.SIM/book", 404, "no_book"), ("orders/7-x", 400, "invalid_field"), ("orders/7-0", 404, "unknown_order"), ("orders?status=maybe", 400, "invalid_field"), ("instruments/BTCUSDT.SIM/bars?spec=3h", 400, "invalid_field"), ("fills?limit=0", 400, "invalid_field"), ("rulesets/99/source", 404, "unknown_set"), ("events?kinds=nothing", 400, "invalid_field"), ("events?from=x", 400, "invalid_field"), ("events?from=999999999", 400, "beyond_the_end"), ("orders?limt=3", 400, "unknown_parameter"), ("status?a=1", 400, "unknown_parameter"), ("positions?all=true&one=2", 400, "unknown_parameter") })
        {
            using HttpResponseMessage answer = await run.Client.GetAsync($"/v1/{path}");
            JsonElement problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            Assert.True((status, code) == ((int)answer.StatusCode, problem.GetProperty("code").GetString()), $"{path}: {problem}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task An_order_by_hand_is_recorded_sequenced_answered_and_cancelled()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        (int status, JsonElement placed) = await run.PostAsync("/v1/orders", """{"symbol":"BTCUSDT.SIM","side":"buy","type":"limit","quantity":"0.010","price":"1.00","reason":"a try"}""");
        Assert.True((200, "accepted") == (status, placed.GetProperty("outcome").GetString()), placed.ToString());
        string id = placed.GetProperty("orderId").GetString()!;
        await run.WaitAsync(views => views.Orders.Find(OrderOf(id))?.Status == OrderStatus.New);
        (int again, JsonElement cancelled) = await run.PostAsync($"/v1/orders/{id}", "", method: HttpMethod.Delete);
        Assert.True((200, "accepted") == (again, cancelled.GetProperty("outcome").GetString()), cancelled.ToString());
        await run.WaitAsync(views => views.Orders.Find(OrderOf(id))?.Status == OrderStatus.Canceled);
        (int late, JsonElement rejected) = await run.PostAsync($"/v1/orders/{id}", "", method: HttpMethod.Delete);
        Assert.Equal((409, "rejected", "unknownOrder"), (late, rejected.GetProperty("outcome").GetString(), rejected.GetProperty("reason").GetString()));

        (int refused, JsonElement tooLarge) = await run.PostAsync("/v1/orders", """{"symbol":"BTCUSDT.SIM","side":"buy","type":"limit","quantity":"100","price":"60000"}""");
        Assert.Equal((409, "rejected", "orderNotionalLimit"), (refused, tooLarge.GetProperty("outcome").GetString(), tooLarge.GetProperty("reason").GetString()));
        JsonElement audit = (await run.GetAsync("/v1/audit")).GetProperty("requests");
        JsonElement record = audit.EnumerateArray().Single(request => request.GetProperty("requestId").GetInt64() == placed.GetProperty("requestId").GetInt64());
        Assert.StartsWith("uid 0 (pid ", record.GetProperty("who").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("POST /v1/orders {", record.GetProperty("what").GetString(), StringComparison.Ordinal);
        Assert.Equal("a try", record.GetProperty("why").GetString());
        Assert.True(record.GetProperty("sequence").GetInt64() < placed.GetProperty("sequence").GetInt64());
    }

    // Two averages of other lengths: what is told is the lengths, and neither the averages nor the condition, which read alike.
    [Fact]
    public async Task What_reads_alike_in_two_sets_is_no_difference_that_is_told()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        List<int> sets = [];
        foreach (int fast in (int[])[5, 7])
        {
            string source = $"name: cross\nbar: 1s\nuniverse: [BTCUSDT.SIM]\nparams: {{fast: {fast}, slow: 20}}\nlet: {{fa: 'sma(close, fast)', sa: 'sma(close, slow)'}}\nentry_long: cross_above(fa, sa)\nexit_long: cross_below(fa, sa)\nsizing: {{percent_of_equity: 10}}\n";
            (int status, JsonElement reply) = await run.PostAsync("/v1/rulesets/stage", JsonSerializer.Serialize(new { slot = 0, source }));
            Assert.True((200, "accepted") == (status, reply.GetProperty("outcome").GetString()), reply.ToString());
            sets.Add(reply.GetProperty("setId").GetInt32());
            await run.WaitAsync(views => views.Slots[0].StagedSetId == sets[^1]);
        }

        JsonElement told = await run.GetAsync($"/v1/rulesets/diff?a={sets[0]}&b={sets[1]}");
        Assert.False(told.GetProperty("same").GetBoolean());
        Assert.Equal(["params.fast 5 7"], told.GetProperty("differences").EnumerateArray().Select(one => $"{one.GetProperty("field").GetString()} {one.GetProperty("before").GetString()} {one.GetProperty("after").GetString()}"));
    }

    [Fact]
    public async Task A_rule_set_is_staged_shadowed_activated_compared_rolled_back_and_stopped()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        const string Source = "ma-cross:fast=5,slow=9,bar=1s,quantity.BTCUSDT.SIM=0.1,quantity.ETHUSDT.SIM=1,quantity.SOLUSDT.SIM=1,quantity.ACME.SIM=1";
        (int bad, JsonElement mistakes) = await run.PostAsync("/v1/rulesets/stage", """{"slot":0,"source":"no such thing"}""");
        Assert.Equal((422, "does_not_compile", "source"), (bad, mistakes.GetProperty("code").GetString(), mistakes.GetProperty("field").GetString()));
        (int staged, JsonElement reply) = await run.PostAsync("/v1/rulesets/stage", JsonSerializer.Serialize(new { slot = 0, source = Source }));
        Assert.True((200, "accepted") == (staged, reply.GetProperty("outcome").GetString()), reply.ToString());
        int set = reply.GetProperty("setId").GetInt32();
        await run.WaitAsync(views => views.Slots[0].StagedSetId == set);
        Assert.Equal(Source, (await run.GetAsync($"/v1/rulesets/{set}/source")).GetProperty("source").GetString());
        Assert.False((await run.GetAsync($"/v1/rulesets/diff?a=0&b={set}")).GetProperty("same").GetBoolean());
        foreach ((string verb, int active) in new[] { ("shadow", 0), ("activate", set), ("rollback", 0), ("quarantine", 0) })
        {
            (int status, JsonElement done) = await run.PostAsync($"/v1/rulesets/{verb}", $$"""{"slot":0,"setId":{{set}},"reason":"test"}""");
            Assert.True((200, "accepted") == (status, done.GetProperty("outcome").GetString()), $"{verb}: {done}");
            JsonElement slot = (await run.GetAsync("/v1/rulesets")).GetProperty("slots")[0];
            Assert.Equal(active, slot.GetProperty("active").GetProperty("setId").GetInt32());
            if (verb == "shadow") { Assert.True(slot.GetProperty("shadowing").GetBoolean()); }
        }

        (int none, JsonElement refused) = await run.PostAsync("/v1/rulesets/activate", $$"""{"slot":0,"setId":{{set}}}""");
        Assert.Equal((409, "unknownSet"), (none, refused.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_slot_is_given_a_share_of_its_capital_which_is_recorded_listed_and_kept_over_a_restart()
    {
        LiveRun run = await LiveRun.StartAsync();
        Assert.Equal("1", await ShareAsync(run));
        (int status, JsonElement done) = await run.PostAsync("/v1/rulesets/capital", """{"slot":0,"share":"0.25","reason":"a canary"}""", key: "canary-1");
        Assert.True((200, "accepted") == (status, done.GetProperty("outcome").GetString()), done.ToString());
        (_, JsonElement again) = await run.PostAsync("/v1/rulesets/capital", """{"slot":0,"share":"0.25","reason":"a canary"}""", key: "canary-1");
        Assert.True(again.GetProperty("replayed").GetBoolean());
        Assert.Equal(done.GetProperty("sequence").GetInt64(), again.GetProperty("sequence").GetInt64());
        Assert.Equal("idempotency_key_reused", (await run.PostAsync("/v1/rulesets/capital", """{"slot":0,"share":"0.5"}""", key: "canary-1")).Body.GetProperty("code").GetString());
        Assert.Equal("0.25", await ShareAsync(run));
        JsonElement change = (await run.GetAsync("/v1/rulesets")).GetProperty("changes")[0];
        Assert.Equal(("capitalShare", "done", done.GetProperty("sequence").GetInt64()), (change.GetProperty("change").GetString(), change.GetProperty("outcome").GetString(), change.GetProperty("sequence").GetInt64()));
        JsonElement record = (await run.GetAsync("/v1/audit")).GetProperty("requests").EnumerateArray().Single(request => request.GetProperty("requestId").GetInt64() == done.GetProperty("requestId").GetInt64());
        Assert.Equal(("POST /v1/rulesets/capital {\"share\":\"0.25\",\"reason\":\"a canary\"} idempotency-key=canary-1", "a canary"), (record.GetProperty("what").GetString(), record.GetProperty("why").GetString()));
        foreach ((string body, string field) in new[]
        {
            ("""{"slot":0,"share":"0"}""", "share"), ("""{"slot":0,"share":"1.0001"}""", "share"), ("""{"slot":0,"share":"-0.5"}""", "share"), ("""{"slot":0,"share":"0.00001"}""", "share"), ("""{"slot":0,"share":"a quarter"}""", "share"),
            ("""{"slot":0,"share":0.25}""", "share"), ("""{"slot":0}""", "share"), ("""{"slot":9,"share":"1"}""", "slot"), ("""{"slot":-1,"share":"1"}""", "slot"),
        })
        {
            (int refused, JsonElement problem) = await run.PostAsync("/v1/rulesets/capital", body);
            Assert.True((400, field) == (refused, problem.GetProperty("field").GetString()), $"{body}: {problem}");
        }

        await Accepted(run, "/v1/rulesets/capital", """{"slot":0,"share":"0.0625"}""");
        Assert.Contains("/v1/rulesets/capital", (await run.GetAsync("/v1/openapi.json")).GetRawText(), StringComparison.Ordinal);

        await run.StopAsync(clean: true);
        await using LiveRun later = await LiveRun.StartAsync(path: run.Path);
        Assert.Equal("0.0625", await ShareAsync(later));

        static async Task<string?> ShareAsync(LiveRun run) => (await run.GetAsync("/v1/rulesets")).GetProperty("slots")[0].GetProperty("share").GetString();
    }

    [Fact]
    public async Task Limits_rules_modes_strategies_deposits_and_services_change_as_asked()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        await Accepted(run, "/v1/risk", """{"limit":"orderQuantity","symbol":"BTCUSDT.SIM","value":"0.25","reason":"smaller"}""");
        await Accepted(run, "/v1/risk", """{"limit":"priceCollar","value":"5%","reason":"all of them"}""");
        await Accepted(run, "/v1/risk", """{"rule":8,"value":"50%","on":true,"reason":"tighter"}""");
        JsonElement risk = await run.GetAsync("/v1/risk");
        JsonElement btc = risk.GetProperty("limits").EnumerateArray().Single(limit => limit.GetProperty("symbol").GetString() == LiveRun.Btc);
        Assert.Equal(0.25m, decimal.Parse(btc.GetProperty("orderQuantity").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(risk.GetProperty("limits").EnumerateArray(), limit => Assert.Equal("5 %", limit.GetProperty("priceCollar").GetString()));
        Assert.Equal("50 %", risk.GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("id").GetInt32() == 8).GetProperty("limit").GetString());

        await Accepted(run, "/v1/mode", """{"mode":"observe","reason":"look"}""");
        Assert.Equal("observe", (await run.GetAsync("/v1/status")).GetProperty("mode").GetString());
        Assert.Equal(409, (await run.PostAsync("/v1/mode", """{"mode":"observe","reason":"look"}""")).Status);
        Assert.Equal("not_live", (await run.PostAsync("/v1/mode", """{"mode":"live","reason":"no"}""")).Body.GetProperty("code").GetString());
        await Accepted(run, "/v1/mode", """{"mode":"paper","reason":"go on"}""");

        await Accepted(run, "/v1/strategies/0/halt", """{"reason":"look"}""");
        Assert.Equal("halted", (await run.GetAsync("/v1/strategies")).GetProperty("strategies")[0].GetProperty("trading").GetString());
        await Accepted(run, "/v1/strategies/0/pause", "{}");
        Assert.Equal("paused", (await run.GetAsync("/v1/strategies")).GetProperty("strategies")[0].GetProperty("trading").GetString());
        await Accepted(run, "/v1/strategies/0/resume", "");
        Assert.Equal("active", (await run.GetAsync("/v1/strategies")).GetProperty("strategies")[0].GetProperty("trading").GetString());

        await Accepted(run, "/v1/deposits", """{"account":"paper","currency":"USDT","amount":"1234.5","reason":"pocket money"}""");
        Assert.Equal("1234.50000000", (await run.GetAsync("/v1/accounts")).GetProperty("accounts")[0].GetProperty("balances").EnumerateArray().Single(balance => balance.GetProperty("currency").GetString() == "USDT").GetProperty("flows").GetString());

        await Accepted(run, "/v1/feeds/fake/resubscribe", """{"symbol":"BTCUSDT.SIM"}""");
        await Accepted(run, "/v1/feeds/fake/disconnect", "");
        await Accepted(run, "/v1/feeds/fake/connect", "");
        Assert.Equal(["resubscribe 0", "disconnect", "connect"], run.Feed.Calls);
        await Accepted(run, "/v1/log", """{"level":"debug"}""");
        Assert.Equal("debug", run.Log.Level);
        await Accepted(run, "/v1/latency/reset", "");
        (int status, JsonElement drain) = await run.PostAsync("/v1/drain", """{"reason":"the end","snapshot":false}""");
        Assert.True(status == 202, drain.ToString());
        Assert.Equal((false, "the end"), (await run.Drained.Task.WaitAsync(TimeSpan.FromSeconds(5)) is var drained ? (drained.Snapshot, drained.Why) : default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"reason\":")]
    [InlineData("[1]")]
    [InlineData("{\"why\":\"a field that is none\"}")]
    public async Task Nothing_that_is_wrong_with_what_a_kill_says_keeps_it_from_being_done(string body)
    {
        await using LiveRun run = await LiveRun.StartAsync();
        (int status, JsonElement killed) = await run.PostAsync("/v1/kill", body);
        Assert.True((200, "accepted") == (status, killed.GetProperty("outcome").GetString()), killed.ToString());
        Assert.True((await run.GetAsync("/v1/kill")).GetProperty("killed").GetBoolean());
    }

    [Fact]
    public async Task A_kill_of_too_many_words_is_done_with_the_first_of_them()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        Assert.Equal(200, (await run.PostAsync("/v1/kill", $"{{\"reason\":\"{new string('x', 600)}\"}}")).Status);
        Assert.True((await run.GetAsync("/v1/kill")).GetProperty("killed").GetBoolean());
    }

    [Fact]
    public async Task A_kill_stops_is_latched_refuses_modes_and_orders_and_is_opened_by_a_reset()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        (int status, JsonElement killed) = await run.PostAsync("/v1/flatten", """{"reason":"stop it"}""");
        Assert.True((200, "accepted", true) == (status, killed.GetProperty("outcome").GetString(), killed.GetProperty("latchDurable").GetBoolean()), killed.ToString());
        Assert.True(File.Exists(Path.Combine(run.Path, "kill.latch")));
        await run.WaitAsync(views => views.Risk.OpenOrders == 0 && views.Instruments.All.ToArray().All(instrument => views.Accounts.PositionOf(default, instrument.Id).Quantity.IsZero));
        Assert.Equal("killed", (await run.GetAsync("/v1/mode")).GetProperty("mode").GetString());
        Assert.Equal("killed", (await run.PostAsync("/v1/mode", """{"mode":"paper","reason":"no"}""")).Body.GetProperty("code").GetString());
        (int refused, JsonElement order) = await run.PostAsync("/v1/orders", """{"symbol":"BTCUSDT.SIM","side":"buy","type":"market","quantity":"0.01"}""");
        Assert.Equal((409, "killed"), (refused, order.GetProperty("reason").GetString()));
        (int opened, JsonElement reset) = await run.PostAsync("/v1/reset", """{"reason":"found it"}""");
        Assert.True(opened == 200, reset.ToString());
        Assert.False(File.Exists(Path.Combine(run.Path, "kill.latch")));
        Assert.False((await run.GetAsync("/v1/kill")).GetProperty("killed").GetBoolean());
    }

    [Fact]
    public async Task A_kill_tells_who_why_and_when_and_counts_from_itself_also_after_a_restart()
    {
        LiveRun run = await LiveRun.StartAsync();
        Assert.Equal(200, (await run.PostAsync("/v1/orders", """{"symbol":"BTCUSDT.SIM","side":"buy","type":"limit","price":"1","quantity":"0.1","reason":"to be cancelled"}""")).Status);
        Assert.Equal(200, (await run.PostAsync("/v1/kill", """{"reason":"the first"}""")).Status);
        await run.WaitAsync(views => views.Risk.OpenOrders == 0 && views.Risk.Kill.CancelsSent > 0);
        JsonElement first = await run.GetAsync("/v1/kill");
        Assert.True(first.GetProperty("cancelsSent").GetInt64() > 0);
        Assert.Equal(200, (await run.PostAsync("/v1/reset", """{"reason":"mended"}""")).Status);
        JsonElement open = await run.GetAsync("/v1/kill");
        Assert.Equal((0, 0), (open.GetProperty("kills").GetArrayLength(), open.GetProperty("cancelsSent").GetInt64()));

        await Accepted(run, "/v1/strategies/0/pause", "");
        await run.WaitAsync(views => views.Risk.OpenOrders == 0);   // No order works any more; one on its way needs the market's time to arrive.
        run.StopFeeding();
        long before = run.Views.Read(views => views.Risk.Kill.CancelsSent);
        (_, JsonElement killed) = await run.PostAsync("/v1/kill", """{"reason":"the second"}""");
        Assert.Equal(200, (await run.PostAsync("/v1/flatten", """{"reason":"the third"}""")).Status);
        JsonElement state = await run.GetAsync("/v1/kill");
        Assert.Equal(run.Views.Read(views => views.Risk.Kill.CancelsSent) - before, state.GetProperty("cancelsSent").GetInt64());
        JsonElement[] kills = [.. state.GetProperty("kills").EnumerateArray()];
        Assert.Equal([("the second", false), ("the third", true)], kills.Select(kill => (kill.GetProperty("why").GetString()!, kill.GetProperty("flatten").GetBoolean())));
        Assert.Equal(killed.GetProperty("sequence").GetInt64(), kills[0].GetProperty("sequence").GetInt64());
        Assert.Equal(killed.GetProperty("requestId").GetInt64(), kills[0].GetProperty("requestId").GetInt64());
        Assert.Contains("uid", kills[0].GetProperty("who").GetString(), StringComparison.Ordinal);
        Assert.Matches(@"^\d{4}-.*Z$", kills[0].GetProperty("time").GetString()!);

        await run.StopAsync(clean: true);
        await using LiveRun again = await LiveRun.StartAsync(path: run.Path);
        Assert.Equal(["the second", "the third"], (await again.GetAsync("/v1/kill")).GetProperty("kills").EnumerateArray().Select(kill => kill.GetProperty("why").GetString()!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("once-1")]
    public async Task Status_metrics_and_kill_answer_while_the_views_are_stuck(string? key)
    {
        await using LiveRun run = await LiveRun.StartAsync(patience: TimeSpan.FromSeconds(2));
        using ManualResetEventSlim goOn = new(), isIn = new();
        Task stuck = Task.Run(() => run.Views.Read(_ =>
        {
            isIn.Set();
            return goOn.Wait(TimeSpan.FromSeconds(60));
        }));
        Assert.True(isIn.Wait(TimeSpan.FromSeconds(10)));
        JsonElement status = await run.GetAsync("/v1/status");
        Assert.Equal(("running", "unknown"), (status.GetProperty("state").GetString(), status.GetProperty("mode").GetString()));
        Assert.Contains("busy", status.GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Contains("llmtrader_view_unavailable 1", await run.Client.GetStringAsync("/v1/metrics"), StringComparison.Ordinal);
        using HttpResponseMessage orders = await run.Client.GetAsync("/v1/orders");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, orders.StatusCode);
        (int code, JsonElement killed) = await run.PostAsync("/v1/kill", """{"reason":"blind"}""", key);
        Assert.Equal((202, "pending", true), (code, killed.GetProperty("outcome").GetString(), killed.GetProperty("latchDurable").GetBoolean()));
        Assert.True(run.Kill.IsKilled && killed.GetProperty("sequence").GetInt64() > 0);
        goOn.Set();
        await stuck;
        await run.WaitAsync(views => views.Risk.Kill.IsKilled);
    }

    [Fact]
    public async Task All_open_orders_are_cancelled_by_one_request()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        await Accepted(run, "/v1/strategies/0/pause", "");
        for (int i = 0; i < 20; i++) { await Accepted(run, "/v1/orders", """{"symbol":"ETHUSDT.SIM","side":"buy","type":"limit","quantity":"0.1","price":"1.00"}"""); }
        await run.WaitAsync(views => views.Orders.All.Count(order => order.Status == OrderStatus.New) >= 20);
        (int status, JsonElement reply) = await run.PostAsync("/v1/orders/cancel-all", """{"symbol":"ETHUSDT.SIM","strategy":"manual","reason":"enough"}""");
        Assert.True((200, 1) == (status, reply.GetProperty("commands").GetInt32()), reply.ToString());
        await run.WaitAsync(views => views.Orders.All.All(order => order.Command.Strategy != StrategyId.Manual || !order.IsOpen));
    }

    [Fact]
    public async Task A_request_that_comes_twice_is_done_once_also_after_a_restart()
    {
        const string Deposit = """{"account":"paper","currency":"USDT","amount":"100"}""";
        LiveRun run = await LiveRun.StartAsync();
        (_, JsonElement first) = await run.PostAsync("/v1/deposits", Deposit, key: "once-1");
        Task<(int Status, JsonElement Body)>[] many = [.. Enumerable.Range(0, 8).Select(_ => run.PostAsync("/v1/deposits", Deposit, key: "once-1"))];
        foreach ((int status, JsonElement body) in await Task.WhenAll(many))
        {
            Assert.Equal((200, true, first.GetProperty("sequence").GetInt64()), (status, body.GetProperty("replayed").GetBoolean(), body.GetProperty("sequence").GetInt64()));
        }

        Assert.Equal("idempotency_key_reused", (await run.PostAsync("/v1/deposits", Deposit.Replace("100", "200", StringComparison.Ordinal), key: "once-1")).Body.GetProperty("code").GetString());
        await run.StopAsync(clean: true);
        await using LiveRun second = await LiveRun.StartAsync(path: run.Path);
        (int late, JsonElement replayed) = await second.PostAsync("/v1/deposits", Deposit, key: "once-1");
        Assert.True((200, true) == (late, replayed.GetProperty("replayed").GetBoolean()), replayed.ToString());
        Assert.Equal(first.GetProperty("requestId").GetInt64(), replayed.GetProperty("requestId").GetInt64());
        Assert.Equal("100.00000000", (await second.GetAsync("/v1/accounts")).GetProperty("accounts")[0].GetProperty("balances")[0].GetProperty("flows").GetString());
        using JournalReader reader = new(JournalDirectory.Open(run.JournalPath));
        EngineEvent e = default;
        int deposits = 0;
        while (reader.TryRead(ref e)) { deposits += e.Kind == EventKind.CashFlow ? 1 : 0; }
        Assert.Equal(1, deposits);
    }

    // A restart follows the journal for a while; what it does not know yet may have been done.
    [Fact]
    public async Task A_request_that_comes_again_before_the_journal_is_read_is_not_done_a_second_time()
    {
        const string Deposit = """{"account":"paper","currency":"USDT","amount":"100"}""";
        await using LiveRun run = await LiveRun.StartAsync(patience: TimeSpan.FromSeconds(5), change: context => context with { CommittedSequence = () => long.MaxValue });
        (int status, JsonElement problem) = await run.PostAsync("/v1/deposits", Deposit, key: "once-1");
        Assert.Equal((503, "journal_not_read"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal("0.00000000", (await run.GetAsync("/v1/accounts")).GetProperty("accounts")[0].GetProperty("balances")[0].GetProperty("flows").GetString());
        Assert.Equal(200, (await run.PostAsync("/v1/deposits", Deposit)).Status);   // Without a key nobody says that it is the same one.
        Assert.Equal(200, (await run.PostAsync("/v1/kill", """{"reason":"now"}""", key: "once-2")).Status);   // Never late.
    }

    private static OrderId OrderOf(string id)
    {
        string[] parts = id.Split('-');
        return OrderId.From(long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static async Task Accepted(LiveRun run, string path, string body)
    {
        (int status, JsonElement reply) = await run.PostAsync(path, body);
        Assert.True(status == 200 && reply.GetProperty("outcome").GetString() == "accepted", $"{path} {body}: {status} {reply}");
    }
}
