using System.Text;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Strategies.Models.Recording;
using LlmTrader.Tests.Support.Models;

namespace LlmTrader.Tests.Unit.Models;

/// <summary>Names of models, waits that servers ask for, estimates, keys of requests.</summary>
public sealed class EndpointPartTests
{
    [Theory]
    [InlineData("gpt-4o", "gpt-4o", true)]
    [InlineData("gpt-4o", "GPT-4o", true)]
    [InlineData("gpt-4o", "gpt-4o-2024-08-06", true)]
    [InlineData("gpt-4", "gpt-4-0613", true)]
    [InlineData("gpt-4o", "gpt-4o-mini", false)]
    [InlineData("gpt-4o", "gpt-4o-mini-2024-07-18", false)]
    [InlineData("gpt-4", "gpt-4-32k", false)]
    [InlineData("qwen/qwen3-32b", "qwen3-32b", true)]
    [InlineData("qwen3-32b", "qwen/qwen3-32b", true)]
    [InlineData("llama3", "llama3:latest", true)]
    [InlineData("llama3:8b", "llama3:70b", false)]
    [InlineData("gpt-4o", "", true)]
    [InlineData("gpt-4o", "o", false)]
    [InlineData("gpt-4o", "alias", true)]
    public void Another_model_is_told_from_another_name(string asked, string served, bool isSame)
    {
        EndpointOptions options = GatewayScene.Endpoint("e") with { Model = asked, ServedAs = ["alias"] };
        RawReply reply = ScriptedTransport.Body(200, $"{{\"model\":\"{served}\",\"choices\":[{{\"message\":{{\"content\":\"x\"}},\"finish_reason\":\"stop\"}}]}}");
        Assert.Equal(isSame ? "Answered" : "WrongModel", ReplyJudge.Judge(reply, options).Outcome.ToString());
    }

    [Fact]
    public void What_a_server_says_moves_no_terminals_cursor()
    {
        RawReply reply = ScriptedTransport.Body(200, """{"choices":[{"message":{"content":null,"refusal":"no \u001b[2J\u001b[31mALL PASSED\u202e\r\nend"},"finish_reason":"stop"}]}""");
        string reason = ReplyJudge.Judge(reply, GatewayScene.Endpoint("e")).Reason!;
        Assert.StartsWith("The model declined: no ", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(reason, one => char.IsControl(one) || one == '\u202e');
    }

    [Theory]
    [InlineData(TransportEnd.Unreachable, "No reply: ")]
    [InlineData(TransportEnd.CutOff, "The connection broke within the reply: ")]
    public void Nor_does_what_a_client_says_of_it(TransportEnd end, string said)
    {
        string header = string.Concat(Enumerable.Repeat("\u001b[2Jx\u202e\u2028", 100));
        string reason = ReplyJudge.Judge(new RawReply { End = end, Problem = $"Received an invalid header line: '{header}'." }, GatewayScene.Endpoint("e")).Reason!;
        Assert.StartsWith($"{said}Received an invalid header line: '[2Jx [2Jx ", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(reason, one => char.IsControl(one) || one is '\u202e' or '\u2028');
        Assert.True(reason.Length < 300);
    }

    [Fact]
    public void Nor_does_the_name_of_the_model_that_answers()
    {
        RawReply reply = ScriptedTransport.Body(200, $$"""{"model":"\u001b[2J\u202e{{new string('x', 10_000)}}/m","choices":[{"message":{"content":"x"},"finish_reason":"stop"}]}""");
        EndpointReply judged = ReplyJudge.Judge(reply, GatewayScene.Endpoint("e"));
        Assert.Equal("Answered", judged.Outcome.ToString());
        Assert.StartsWith("[2Jx", judged.ServedModel, StringComparison.Ordinal);
        Assert.True(judged.ServedModel!.Length < 300);
    }

    [Theory]
    [InlineData("1500", "60", 1_500)]
    [InlineData(null, "2", 2_000)]
    [InlineData(null, "0.25", 250)]
    [InlineData(null, "Sat, 21 Nov 2026 00:00:30 GMT", 30_000)]
    [InlineData(null, "Fri, 20 Nov 2026 00:00:30 GMT", 0)]
    [InlineData(null, "1e999", -1)]
    [InlineData(null, "-5", -1)]
    [InlineData("soon", null, -1)]
    [InlineData(null, "99999999999999999999", 86_400_000)]
    public void A_server_says_how_long_it_wants_to_be_left_alone(string? milliseconds, string? seconds, int expected) =>
        Assert.Equal(expected < 0 ? null : TimeSpan.FromMilliseconds(expected), RetryAfter.Of(milliseconds, seconds, new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog.", 10, 44)]    // 10 tokens of cl100k_base.
    [InlineData("你好，世界", 5, 15)]    // 5 characters, 15 bytes.
    [InlineData("", 0, 0)]
    public void Estimates_are_above_what_tokenizers_count_and_the_bound_is_the_bytes(string text, int least, int most)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.InRange(TokenEstimate.Likely(bytes), least, most);
        Assert.Equal(most, TokenEstimate.AtMost(bytes));
    }

    [Fact]
    public void Prices_are_per_million_and_cached_tokens_are_a_part_of_the_input()
    {
        ModelPrice price = new(2m, 8m, 0.5m);
        Assert.Equal(0.0026m, price.Of(new TokenUsage(1_000, 100, 0)) - 0.0002m);
        Assert.Equal(((600 * 2m) + (400 * 0.5m)) / 1_000_000, price.Of(new TokenUsage(1_000, 0, 400)));
        Assert.Equal(0.0005m, price.Of(new TokenUsage(1_000, 0, 5_000)));
        Assert.Equal(0.0028m, price.AtMost(1_000, 100));
    }

    [Fact]
    public void A_key_looks_past_order_blanks_and_what_differs_from_run_to_run()
    {
        string first = Key("{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a cnry-0123456789abcdef <0123456789abcdef> b\"}],\"user\":\"u1\"}");
        Assert.Equal(first, Key("{ \"messages\": [{\"content\":\"a cnry-ffff456789abcdef <ffff456789abcdef> b\",\"role\":\"user\"}], \"model\":\"m\"}"));
        Assert.NotEqual(first, Key("{\"model\":\"n\",\"messages\":[{\"role\":\"user\",\"content\":\"a cnry-0123456789abcdef <0123456789abcdef> b\"}]}"));
        Assert.NotEqual(first, Key("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a cnry-0123456789abcdef <0123456789abcdee> b\"}]}"));
        Assert.Equal(Fenced("0123456789abcdef", "0123"), Fenced("ffff456789abcdef", "ffff"));
        Assert.NotEqual(Fenced("0123456789abcdef", "0123"), Fenced("ffff456789abcdef", "0123"));    // Another text.
        Assert.NotEqual(first, RequestKey.Of("/other", Encoding.UTF8.GetBytes("{}")));
    }

    private static string Fenced(string fence, string mark) => Key($"{{\"messages\":[{{\"content\":\"<<{fence}\\n{mark}|a line\\n{fence}>>\"}}]}}");

    private static string Key(string body) => RequestKey.Of("/v1/chat/completions", Encoding.UTF8.GetBytes(body));
}
