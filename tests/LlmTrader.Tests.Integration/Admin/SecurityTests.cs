using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LlmTrader.Tools.Hosting.Admin;
using LlmTrader.Tools.Hosting.Admin.Security;

namespace LlmTrader.Tests.Integration.Admin;

/// <summary>Who may come in, how much he may ask, and what he must never see.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecurityTests
{
    private const UnixFileMode Everybody = (UnixFileMode)0x1FF;    // rwxrwxrwx

    [SkippableFact]
    public async Task Another_users_process_is_refused_at_the_socket_even_where_the_files_rights_let_it_in()
    {
        Skip.IfNot(Environment.UserName == "root" && File.Exists("/usr/bin/setpriv") && File.Exists("/usr/bin/curl"), "Needs root, setpriv and curl, to run a process of another user.");
        await using LiveRun run = await LiveRun.StartAsync();
        string socket = run.Options.SocketPath;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
        Assert.Equal((0, true), await CurlAsync(socket, asNobody: false));
        Assert.Equal((7, false), await CurlAsync(socket, asNobody: true));    // Could not connect: the files' rights.
        File.SetUnixFileMode(run.Path, Everybody);
        File.SetUnixFileMode(socket, Everybody);
        (int exit, bool answered) = await CurlAsync(socket, asNobody: true);
        Assert.True(exit is 7 or 52 or 55 or 56 && !answered, $"curl ended with {exit}");    // Hung up on without an answer, now and then before curl has seen that it was connected.
        Assert.Equal((0, true), await CurlAsync(socket, asNobody: false));
    }

    [Fact]
    public async Task Without_a_key_or_with_a_wrong_one_nothing_is_told_and_roles_hold()
    {
        (string viewer, ApiKey viewerKey) = ApiKey.Generate("look", AdminRole.Viewer);
        (string oper, ApiKey operatorKey) = ApiKey.Generate("trade", AdminRole.Operator);
        await using LiveRun run = await LiveRun.StartAsync(options: options => options with { TcpPort = 0, Keys = [viewerKey, operatorKey] });
        using HttpClient tcp = new() { BaseAddress = new Uri($"http://127.0.0.1:{run.Server.Port}") };
        foreach (string? key in new[] { null, "", "ltk_0000", viewer[..^1], viewerKey.Sha256 }) { Assert.Equal((401, "unauthorized"), await AskAsync(tcp, HttpMethod.Get, "/v1/status", key)); }
        Assert.Equal((200, null), await AskAsync(tcp, HttpMethod.Get, "/v1/status", viewer));
        foreach (string path in new[] { "/v1/kill", "/v1/orders", "/v1/risk", "/v1/reset", "/v1/drain", "/v1/rulesets/stage", "/v1/log" }) { Assert.Equal((403, "forbidden"), await AskAsync(tcp, HttpMethod.Post, path, viewer)); }
        foreach (string path in new[] { "/v1/risk", "/v1/reset", "/v1/drain", "/v1/mode", "/v1/rulesets/activate", "/v1/rulesets/capital" }) { Assert.Equal((403, "forbidden"), await AskAsync(tcp, HttpMethod.Post, path, oper)); }
        Assert.False(run.Kill.IsKilled);
        Assert.Equal((200, null), await AskAsync(tcp, HttpMethod.Post, "/v1/kill", oper));
        Assert.True(run.Kill.IsKilled);
        JsonElement audit = (await run.GetAsync("/v1/audit")).GetProperty("requests")[0];
        Assert.Equal("key trade", audit.GetProperty("who").GetString());
        int guesses = 0;
        (int Status, string?)[] answers;
        do    // Many at once: one after the other, a busy machine guesses no faster than it may.
        {
            Assert.True(guesses < 2_000, "Guessing is not limited.");
            answers = await Task.WhenAll(Enumerable.Range(guesses, 50).Select(guess => AskAsync(tcp, HttpMethod.Get, "/v1/status", $"ltk_{guess}")));
            guesses += answers.Length;
        }
        while (answers.All(answer => answer.Status == 401));
        Assert.Equal((200, null), await AskAsync(tcp, HttpMethod.Get, "/v1/status", viewer));
    }

    [Fact]
    public async Task Malformed_and_oversized_requests_get_an_answer_that_names_the_field_and_harm_nothing()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        foreach ((string body, string code, string? field) in new (string, string, string?)[]
        {
            ("{", "malformed_json", null), ("[]", "not_an_object", null), ("", "body_missing", null), ("null", "body_missing", null), ("\"x\"", "not_an_object", null), ("7", "not_an_object", null),
            ("""{"side":"buy","type":"market","quantity":"1"}""", "field_missing", "symbol"),
            ("""{"symbol":"BTCUSDT.SIM","side":"buy","type":"market","quantity":1}""", "invalid_field", "quantity"),
            ("""{"symbol":"BTCUSDT.SIM","side":"buy","type":"market","quantity":"1","pirce":"3"}""", "unknown_field", "pirce"),
            ("""{"symbol":"BTCUSDT.SIM","side":"buy","type":"market","quantity":"1","quantity":"100"}""", "field_twice", "quantity"),
            ("""{"symbol":"BTCUSDT.SIM","side":"hold","type":"market","quantity":"1"}""", "invalid_field", "side"),
            ("""{"symbol":"BTCUSDT.SIM","side":"buy","type":"limit","quantity":"1"}""", "invalid_field", "price"),
            ("""{"symbol":"BTCUSDT.SIM","side":"buy","type":"market","quantity":"1e99"}""", "invalid_field", "quantity"),
            ("""{"symbol":"BTCUSDT.SIM","side":"buy","type":"market","quantity":"0.1","account":"nobody"}""", "invalid_field", "account"),
            ("{\"symbol\":" + new string('[', 1000) + "}", "invalid_field", "symbol"),
        })
        {
            (int status, JsonElement problem) = await run.PostAsync("/v1/orders", body);
            Assert.True((400, code, field) == (status, problem.GetProperty("code").GetString(), problem.TryGetProperty("field", out JsonElement named) ? named.GetString() : null), $"{body[..Math.Min(80, body.Length)]}: {status} {problem}");
        }

        using HttpResponseMessage text = await run.Client.PostAsync("/v1/orders", new StringContent("symbol=BTC", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        using HttpRequestMessage large = new(HttpMethod.Post, "/v1/rulesets/stage") { Content = new StringContent(JsonSerializer.Serialize(new { slot = 0, source = new string('x', 300_000) }), Encoding.UTF8, "application/json") };
        large.Headers.ExpectContinue = true;    // The answer may come before the body has been sent.
        using HttpResponseMessage tooLarge = await run.Client.SendAsync(large);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Contains("request_too_large", await tooLarge.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpRequestMessage heavy = new(HttpMethod.Get, "/v1/status");
        heavy.Headers.Add("X-Heavy", new string('x', 20_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await run.Client.SendAsync(heavy)).StatusCode);
        Random random = new(5);
        for (int i = 0; i < 50; i++)
        {
            byte[] garbage = new byte[random.Next(1, 4000)];
            random.NextBytes(garbage);
            using Socket raw = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await raw.ConnectAsync(new UnixDomainSocketEndPoint(run.Options.SocketPath));
            try { await raw.SendAsync(garbage); } catch (SocketException) { }    // Hung up on while it was sending.
        }

        Assert.Equal("running", (await run.GetAsync("/v1/status")).GetProperty("state").GetString());
        Assert.DoesNotContain("\nllmtrader_admin_failed_total 1", await run.Client.GetStringAsync("/v1/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_ten_thousand_requests_is_limited_while_the_engine_trades_on_and_can_be_killed()
    {
        await using LiveRun run = await LiveRun.StartAsync(options: options => options with { ReadsPerSecond = 50, WritesPerSecond = 10, MaxConnections = 64 });
        long before = run.Fed;
        int limited = 0, done = 0, other = 0;
        Task flood = Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, cancel) =>
        {
            using HttpResponseMessage answer = i % 4 == 0
                ? await run.Client.PostAsync("/v1/deposits", new StringContent("""{"account":"paper","currency":"USDT","amount":"0.01"}""", Encoding.UTF8, "application/json"), cancel)
                : await run.Client.GetAsync("/v1/status", cancel);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.RetryAfter is not null) { Interlocked.Increment(ref limited); }
            else if (answer.IsSuccessStatusCode) { Interlocked.Increment(ref done); }
            else { Interlocked.Increment(ref other); }
        });
        await Task.Delay(300);
        (int status, JsonElement killed) = await run.PostAsync("/v1/kill", """{"reason":"in the flood"}""");
        Assert.True(status is 200 or 202, killed.ToString());
        await flood;
        Assert.True(limited > 5_000 && done > 0 && other == 0, $"{limited} limited, {done} done, {other} otherwise");
        Assert.True(run.Fed > before, "The market stood still.");
        await run.WaitAsync(views => views.Risk.Kill.IsKilled);
        Assert.Null(run.Engine.Engine.Fault);
    }

    [Fact]
    public async Task Keys_and_their_hashes_are_in_no_answer_metric_event_or_journal()
    {
        (string text, ApiKey key) = ApiKey.Generate("planted", AdminRole.Viewer);
        using HeardLog log = new();
        await using LiveRun run = await LiveRun.StartAsync(options: options => options with { TcpPort = 0, Keys = [key] }, log: log, change: context => context with { Fault = () => throw new InvalidOperationException("a mistake") });
        using HttpClient tcp = new() { BaseAddress = new Uri($"http://127.0.0.1:{run.Server.Port}") };
        StringBuilder told = new();
        foreach (string path in new[] { "status", "metrics", "audit", "journal", "feeds", "risk", "rulesets", "latency", "log", "openapi.json", "nowhere", "orders/1-0" })
        {
            foreach (string given in new[] { text, text + "x", key.Sha256 })
            {
                using HttpRequestMessage request = new(HttpMethod.Get, $"/v1/{path}");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", given);
                using HttpResponseMessage answer = await tcp.SendAsync(request);
                told.Append(answer.Headers).Append(await answer.Content.ReadAsStringAsync());
            }
        }

        using HttpRequestMessage kill = new(HttpMethod.Post, "/v1/kill") { Content = new StringContent("""{"reason":"no"}""", Encoding.UTF8, "application/json") };
        kill.Headers.Authorization = new AuthenticationHeaderValue("Bearer", text);
        told.Append(await (await tcp.SendAsync(kill)).Content.ReadAsStringAsync());
        Assert.Contains("viewer", told.ToString(), StringComparison.Ordinal);
        Assert.Contains("a mistake", log.Text, StringComparison.Ordinal);    // What failed inside is in the log, and not in the answer.
        Assert.DoesNotContain("a mistake", told.ToString(), StringComparison.Ordinal);
        told.Append(log.Text);
        await run.StopAsync();
        foreach (string file in Directory.EnumerateFiles(run.Path, "*", SearchOption.AllDirectories)) { told.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file))); }

        foreach (string secret in new[] { text, text[4..], key.Sha256 }) { Assert.DoesNotContain(secret, told.ToString(), StringComparison.Ordinal); }
        Assert.DoesNotContain(key.Sha256, key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_that_is_left_behind_is_replaced_and_one_that_is_alive_or_no_socket_is_not()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        AdminSocketException alive = await Assert.ThrowsAsync<AdminSocketException>(() => AdminServer.StartAsync(run.Context, run.Options));
        Assert.Contains("An engine listens", alive.Message, StringComparison.Ordinal);
        string plain = Path.Combine(run.Path, "plain");
        await File.WriteAllTextAsync(plain, "precious");
        await Assert.ThrowsAsync<AdminSocketException>(() => AdminServer.StartAsync(run.Context, run.Options with { SocketPath = plain }));
        Assert.Equal("precious", await File.ReadAllTextAsync(plain));
        string stale = Path.Combine(run.Path, "stale.sock");
        using (Socket left = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)) { left.Bind(new UnixDomainSocketEndPoint(stale)); }
        if (!File.Exists(stale)) { Assert.Equal(0, await RunAsync("/usr/bin/python3", "-c", $"import socket; socket.socket(socket.AF_UNIX).bind('{stale}')")); }
        await using AdminServer second = await AdminServer.StartAsync(run.Context, run.Options with { SocketPath = stale });
        using HttpClient client = LiveRun.ClientOf(stale);
        Assert.Contains("running", await client.GetStringAsync("/v1/status"), StringComparison.Ordinal);
    }

    private static async Task<(int, string?)> AskAsync(HttpClient client, HttpMethod method, string path, string? key)
    {
        using HttpRequestMessage request = new(method, path);
        if (key is not null) { request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}"); }
        if (method == HttpMethod.Post) { request.Content = new StringContent("""{"reason":"test"}""", Encoding.UTF8, "application/json"); }
        using HttpResponseMessage answer = await client.SendAsync(request);
        JsonElement body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return ((int)answer.StatusCode, body.TryGetProperty("code", out JsonElement code) ? code.GetString() : null);
    }

    private static async Task<(int Exit, bool Answered)> CurlAsync(string socket, bool asNobody)
    {
        ProcessStartInfo start = new(asNobody ? "/usr/bin/setpriv" : "/usr/bin/curl") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in asNobody ? new[] { "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/curl" } : []) { start.ArgumentList.Add(argument); }
        foreach (string argument in new[] { "-s", "--max-time", "20", "--unix-socket", socket, "http://engine/v1/status" }) { start.ArgumentList.Add(argument); }
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Contains("\"state\": \"running\"", StringComparison.Ordinal));
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
