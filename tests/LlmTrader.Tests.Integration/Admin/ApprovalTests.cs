using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Strategist.Engine;

namespace LlmTrader.Tests.Integration.Admin;

/// <summary>A person's word on a candidate: asked for, bound to its text, given once, in time, by another, and in the journal.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public async Task A_question_is_asked_once_shown_with_its_differences_and_approved_by_its_hash()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        (int status, JsonElement asked) = await AskAsync(run, "d-1");
        Assert.True((200, "pending") == (status, asked.GetProperty("state").GetString()), asked.ToString());
        Assert.Equal((200, "pending"), (await AskAsync(run, "d-1")) is var again ? (again.Status, again.Body.GetProperty("state").GetString()) : default);
        Assert.Single((await run.GetAsync("/v1/approvals")).GetProperty("approvals").EnumerateArray());
        JsonElement shown = await run.GetAsync("/v1/approvals/d-1");
        Assert.Equal((0, "text"), (shown.GetProperty("activeSetId").GetInt32(), shown.GetProperty("differences")[0].GetProperty("field").GetString()));    // A built-in set against another.
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("sequence").ValueKind);

        (int approved, JsonElement reply) = await AnswerAsync(run, "d-1", "approve", HashOf(Source()));
        Assert.True((200, "accepted") == (approved, reply.GetProperty("outcome").GetString()), reply.ToString());
        shown = await run.GetAsync("/v1/approvals/d-1");
        Assert.Equal(("approved", "a test"), (shown.GetProperty("state").GetString(), shown.GetProperty("reason").GetString()));
        Assert.StartsWith("uid ", shown.GetProperty("answeredBy").GetString(), StringComparison.Ordinal);
        long sequence = shown.GetProperty("sequence").GetInt64();
        Assert.Equal("approved", (await AskAsync(run, "d-1")).Body.GetProperty("state").GetString());    // Asked again it tells the answer.

        JsonElement[] audit = [.. (await run.GetAsync("/v1/audit")).GetProperty("requests").EnumerateArray()];
        Assert.Equal($"POST /v1/approvals/d-1/approve {{\"hash\":\"{HashOf(Source())}\",\"reason\":\"a test\"}}", audit[0].GetProperty("what").GetString());
        Assert.Equal((sequence, "a test"), (audit[0].GetProperty("sequence").GetInt64(), audit[0].GetProperty("why").GetString()));
        Assert.StartsWith("PUT /v1/approvals/d-1 {\"hash\":\"" + HashOf(Source()), audit[1].GetProperty("what").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, audit.Length);
    }

    [Fact]
    public async Task Where_the_journal_is_only_written_an_answer_is_told_all_the_same()
    {
        await using LiveRun run = await LiveRun.StartAsync(mode: JournalMode.Async);
        run.StopFeeding();    // Nothing else ends a segment.
        Assert.Equal(200, (await AskAsync(run, "d-1")).Status);
        Assert.Equal(200, (await AnswerAsync(run, "d-1", "approve", HashOf(Source()))).Status);
        JsonElement shown = await run.GetAsync("/v1/approvals/d-1");
        Assert.Equal(("approved", "a test"), (shown.GetProperty("state").GetString(), shown.GetProperty("reason").GetString()));
        Assert.True(shown.GetProperty("sequence").GetInt64() > run.Engine.DurableSequence, "The journal was synced: the test tests nothing.");
    }

    [Fact]
    public async Task A_question_without_gates_and_reasons_is_one_and_the_strategist_sends_both()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        string bare = Question(expires: Tomorrow.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        bare = bare[..bare.IndexOf(",\n\"gates\"", StringComparison.Ordinal)] + "}" + bare[bare.IndexOf(",\n\"risk\"", StringComparison.Ordinal)..];
        bare = bare.Replace(",\"reasons\":[\"5 % is more than 2 %\"]", "", StringComparison.Ordinal);
        (int status, JsonElement asked) = await run.PostAsync("/v1/approvals/d-1", bare, method: HttpMethod.Put);
        Assert.True(status == 200, asked.ToString());
        Assert.Equal((0, 0), (asked.GetProperty("summary").GetProperty("gates").GetArrayLength(), asked.GetProperty("risk").GetProperty("reasons").GetArrayLength()));

        using AdminClient client = new(new EngineAddress(run.Options.SocketPath, null, null, null));
        new AdminApprovals(client, slot: 0).Put(new LlmTrader.Strategies.Generation.Chain.ApprovalRequest
        {
            Decision = "d000001",
            Hash = HashOf(Source()),
            Source = Source(),
            Summary = "one line",
            Proposer = "local/random 1",
            Risk = 0.05,
            WorstNotional = 12.5m,
            Gates = [new JudgedGate("deflated_sharpe", true, 0.97, "at least", 0.95)],
            Reasons = [new string('x', 300)],
            Expires = new Timestamp((Tomorrow - DateTimeOffset.UnixEpoch).Ticks * 100),
        }, CancellationToken.None);
        JsonElement shown = await run.GetAsync("/v1/approvals/d000001");
        JsonElement gate = shown.GetProperty("summary").GetProperty("gates")[0];
        Assert.Equal(("deflated_sharpe", true, "0.97", "at least 0.95"), (gate.GetProperty("gate").GetString(), gate.GetProperty("passed").GetBoolean(), gate.GetProperty("value").GetString(), gate.GetProperty("threshold").GetString()));
        Assert.Equal(200, shown.GetProperty("risk").GetProperty("reasons")[0].GetString()!.Length);
    }

    [Fact]
    public async Task An_answer_to_another_hash_a_late_one_and_a_second_one_are_conflicts()
    {
        SetClock clock = new();
        await using LiveRun run = await LiveRun.StartAsync(change: context => context with { Clock = clock });
        Assert.Equal(200, (await AskAsync(run, "d-1", expires: clock.Now.AddMinutes(5))).Status);
        Assert.Equal((409, "hash_differs"), Code(await AnswerAsync(run, "d-1", "approve", HashOf("another"))));
        Assert.Equal((409, "hash_differs"), Code(await AnswerAsync(run, "d-1", "reject", HashOf("another"))));
        Assert.Equal((404, "unknown_approval"), Code(await AnswerAsync(run, "d-2", "approve", HashOf(Source()))));
        Assert.Equal((400, "reason_missing"), Code(await run.PostAsync("/v1/approvals/d-1/approve", $$"""{"hash":"{{HashOf(Source())}}"}""")));
        Assert.Equal(200, (await AnswerAsync(run, "d-1", "reject", HashOf(Source()))).Status);
        Assert.Equal((409, "answered"), Code(await AnswerAsync(run, "d-1", "reject", HashOf(Source()))));
        Assert.Equal((409, "answered"), Code(await AnswerAsync(run, "d-1", "approve", HashOf(Source()))));
        Assert.Equal("rejected", await StateAsync(run, "d-1"));

        Assert.Equal(200, (await AskAsync(run, "d-2", expires: clock.Now.AddMinutes(5))).Status);
        clock.Now = clock.Now.AddMinutes(5);
        Assert.Equal("expired", await StateAsync(run, "d-2"));
        Assert.Equal((409, "expired"), Code(await AnswerAsync(run, "d-2", "approve", HashOf(Source()))));
        Assert.Equal("rejected", await StateAsync(run, "d-1"));    // An answer stays one.
        Assert.Equal((409, "expired"), Code(await AskAsync(run, "d-3", expires: clock.Now)));
        JsonElement[] audit = [.. (await run.GetAsync("/v1/audit")).GetProperty("requests").EnumerateArray()];
        Assert.Equal(3, audit.Length);    // Two questions and one answer: what was refused is not in the journal as if it had been done.
    }

    [Fact]
    public async Task Of_many_answers_at_once_one_counts()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        await AskAsync(run, "d-1");
        (int Status, JsonElement Body)[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => AnswerAsync(run, "d-1", i % 2 == 0 ? "approve" : "reject", HashOf(Source()))));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(15, answers.Count(answer => Code(answer) == (409, "answered")));
        Assert.Equal(2, (await run.GetAsync("/v1/audit")).GetProperty("requests").GetArrayLength());
    }

    [Fact]
    public async Task Roles_hold_and_a_key_does_not_approve_what_it_asked_for()
    {
        (string viewer, ApiKey viewerKey) = ApiKey.Generate("look", AdminRole.Viewer);
        (string asker, ApiKey askerKey) = ApiKey.Generate("strategist", AdminRole.Operator);
        (string person, ApiKey personKey) = ApiKey.Generate("person", AdminRole.Operator);
        await using LiveRun run = await LiveRun.StartAsync(options: options => options with { TcpPort = 0, Keys = [viewerKey, askerKey, personKey] });
        using HttpClient tcp = new() { BaseAddress = new Uri($"http://127.0.0.1:{run.Server.Port!.Value.ToString(CultureInfo.InvariantCulture)}") };
        string question = Question(), answer = Answer(HashOf(Source()));
        Assert.Equal((403, "forbidden"), Code(await SendAsync(tcp, viewer, HttpMethod.Put, "/v1/approvals/d-1", question)));
        Assert.Equal(200, (await SendAsync(tcp, asker, HttpMethod.Put, "/v1/approvals/d-1", question)).Status);
        Assert.Equal(200, (await SendAsync(tcp, viewer, HttpMethod.Get, "/v1/approvals", "")).Status);
        Assert.Equal(200, (await SendAsync(tcp, viewer, HttpMethod.Get, "/v1/approvals/d-1", "")).Status);
        foreach (string verb in new[] { "approve", "reject" }) { Assert.Equal((403, "forbidden"), Code(await SendAsync(tcp, viewer, HttpMethod.Post, $"/v1/approvals/d-1/{verb}", answer))); }
        Assert.Equal((403, "own_question"), Code(await SendAsync(tcp, asker, HttpMethod.Post, "/v1/approvals/d-1/approve", answer)));
        Assert.Equal("pending", await StateAsync(run, "d-1"));
        Assert.Equal(200, (await SendAsync(tcp, person, HttpMethod.Post, "/v1/approvals/d-1/approve", answer)).Status);
        Assert.Equal("key person", (await run.GetAsync("/v1/approvals/d-1")).GetProperty("answeredBy").GetString());
        Assert.Equal(200, (await SendAsync(tcp, asker, HttpMethod.Put, "/v1/approvals/d-2", question)).Status);
        Assert.Equal(200, (await SendAsync(tcp, asker, HttpMethod.Post, "/v1/approvals/d-2/reject", answer)).Status);    // Taking back is no harm.
    }

    [Fact]
    public async Task A_restart_forgets_and_the_same_question_is_asked_again_while_the_journal_keeps_the_answer()
    {
        LiveRun run = await LiveRun.StartAsync();
        Assert.Equal(200, (await AskAsync(run, "d-1")).Status);
        Assert.Equal(200, (await AnswerAsync(run, "d-1", "approve", HashOf(Source()))).Status);
        await run.StopAsync(clean: true);
        await using LiveRun second = await LiveRun.StartAsync(path: run.Path);
        Assert.Equal(404, (int)(await second.Client.GetAsync("/v1/approvals/d-1")).StatusCode);
        Assert.Equal((404, "unknown_approval"), Code(await AnswerAsync(second, "d-1", "approve", HashOf(Source()))));
        Assert.Equal("pending", (await AskAsync(second, "d-1")).Body.GetProperty("state").GetString());
        Assert.Equal(200, (await AnswerAsync(second, "d-1", "reject", HashOf(Source()))).Status);
        await second.StopAsync(clean: true);

        List<string> told = [];
        using JournalFollower journal = new(second.Engine.Directory);
        AdminRequestAssembler pieces = new();
        EngineEvent e = default;
        while (journal.TryRead(ref e))
        {
            if (e.Kind == EventKind.AdminRequest && pieces.Add(in e.AdminRequest) is { } request) { told.Add(request.What.Split(' ')[0] + " " + request.What.Split(' ')[1]); }
        }

        Assert.Equal(["PUT /v1/approvals/d-1", "POST /v1/approvals/d-1/approve", "PUT /v1/approvals/d-1", "POST /v1/approvals/d-1/reject"], told);
    }

    [Fact]
    public async Task The_book_holds_sixty_four_and_lets_what_is_over_go_first()
    {
        SetClock clock = new();
        await using LiveRun run = await LiveRun.StartAsync(change: context => context with { Clock = clock });
        for (int i = 0; i < 64; i++) { Assert.Equal(200, (await AskAsync(run, $"d-{i}", expires: clock.Now.AddMinutes(i == 40 ? 1 : 60))).Status); }
        Assert.Equal((409, "approvals_full"), Code(await AskAsync(run, "d-64", expires: clock.Now.AddMinutes(60))));
        Assert.Equal(200, (await AnswerAsync(run, "d-50", "reject", HashOf(Source()))).Status);
        clock.Now = clock.Now.AddMinutes(1);
        Assert.Equal(200, (await AskAsync(run, "d-64", expires: clock.Now.AddMinutes(60))).Status);    // In the place of the one whose time is over.
        Assert.Equal(200, (await AskAsync(run, "d-65", expires: clock.Now.AddMinutes(60))).Status);    // And of the one that was answered.
        Assert.Equal((409, "approvals_full"), Code(await AskAsync(run, "d-66", expires: clock.Now.AddMinutes(60))));
        string[] known = [.. (await run.GetAsync("/v1/approvals")).GetProperty("approvals").EnumerateArray().Select(one => one.GetProperty("decision").GetString()!)];
        Assert.Equal(64, known.Length);
        Assert.DoesNotContain("d-40", known);
        Assert.DoesNotContain("d-50", known);
    }

    [Fact]
    public async Task A_question_that_can_not_be_one_is_refused_with_its_field()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        DateTimeOffset soon = DateTimeOffset.UtcNow.AddMinutes(5);
        foreach ((string decision, string body, string field) in new[]
        {
            ("d-1", Question().Replace(HashOf(Source()), HashOf("another"), StringComparison.Ordinal), "hash"),
            ("d%201", Question(), "decision"),
            ("d-1", Question(title: "two\\nlines"), "summary.title"),
            ("d-1", Question(title: "turned \\u202e round"), "summary.title"),
            ("d-1", Question(title: "a tag \\udb40\\udc49 of Unicode's"), "summary.title"),
            ("d-1", Question(title: ""), "summary.title"),
            ("d-1", Question(source: "x\\u001b[2J"), "summary.source"),
            ("d-1", Question(source: "x\\udb40\\udc49"), "summary.source"),
            ("d-1", Question(slot: 7), "summary.slot"),
            ("d-1", Question(share: "much"), "risk.shareAtRisk"),
            ("d-1", Question(share: "-0.1"), "risk.shareAtRisk"),
            ("d-1", Question(expires: "tomorrow"), "expires"),
            ("d-1", Question(expires: "2999-01-01T00:00:00Z"), "expires"),
        })
        {
            (int status, JsonElement problem) = await run.PostAsync($"/v1/approvals/{decision}", body, method: HttpMethod.Put);
            Assert.True((400, field) == (status, problem.TryGetProperty("field", out JsonElement named) ? named.GetString() : null), $"{body}: {problem}");
        }

        Assert.Equal(200, (await AskAsync(run, "d-1", expires: soon)).Status);
        Assert.Equal((409, "another_question"), Code(await AskAsync(run, "d-1", expires: soon.AddSeconds(1))));
        Assert.Equal("pending", await StateAsync(run, "d-1"));
    }

    internal static string Source(int fast = 5) => $"ma-cross:fast={fast.ToString(CultureInfo.InvariantCulture)},slow=9,bar=1s,quantity.BTCUSDT.SIM=0.1";

    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    internal static string Question(string title = "shorter average", string? source = null, int slot = 0, string share = "0.05", string? expires = null) =>
        $$"""
        {"hash":"{{HashOf(source ?? Source())}}","summary":{"title":"{{title}}","slot":{{slot.ToString(CultureInfo.InvariantCulture)}},"source":"{{source ?? Source()}}","proposer":"local/random 1",
        "gates":[{"gate":"deflated Sharpe ratio","passed":true,"value":"0.97","threshold":">= 0.95"}]},
        "risk":{"worstNotional":"12500.00","shareAtRisk":"{{share}}","verdict":"approval","reasons":["5 % is more than 2 %"]},"expires":"{{expires ?? "2999-01-01T00:00:00Z"}}"}
        """;

    internal static Task<(int Status, JsonElement Body)> AskAsync(LiveRun run, string decision, DateTimeOffset? expires = null) =>
        run.PostAsync($"/v1/approvals/{decision}", Question(expires: (expires ?? Tomorrow).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)), method: HttpMethod.Put);

    // One for all of a process: the same question has the same end.
    private static readonly DateTimeOffset Tomorrow = DateTimeOffset.UtcNow.AddDays(1);

    private static string Answer(string hash) => $$"""{"hash":"{{hash}}","reason":"a test"}""";

    private static Task<(int Status, JsonElement Body)> AnswerAsync(LiveRun run, string decision, string verb, string hash) => run.PostAsync($"/v1/approvals/{decision}/{verb}", Answer(hash));

    private static async Task<string?> StateAsync(LiveRun run, string decision) => (await run.GetAsync($"/v1/approvals/{decision}")).GetProperty("state").GetString();

    private static (int, string?) Code((int Status, JsonElement Body) answer) => (answer.Status, answer.Body.TryGetProperty("code", out JsonElement code) ? code.GetString() : null);

    private static async Task<(int Status, JsonElement Body)> SendAsync(HttpClient client, string key, HttpMethod method, string path, string body)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body.Length > 0) { request.Content = new StringContent(body.Replace("2999-01-01T00:00:00Z", Tomorrow.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), StringComparison.Ordinal), Encoding.UTF8, "application/json"); }
        using HttpResponseMessage answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>A clock that a test sets.</summary>
    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
