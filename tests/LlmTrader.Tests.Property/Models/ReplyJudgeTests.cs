using System.Text;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Recording;
using LlmTrader.Tests.Support.Models;

namespace LlmTrader.Tests.Property.Models;

/// <summary>No bytes that a server sends make the judge throw, and nothing but a finished text is an answer.</summary>
public sealed class ReplyJudgeTests
{
    private const string Whole = "{\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a \\\"text\\\" é\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}";

    private static readonly string Stream = string.Concat(
        ": hello\n\n", Data("{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"a \\\"te\"}}]}"), Data("{\"choices\":[{\"delta\":{\"content\":\"xt\\\" é\"}}]}"),
        Data("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"), Data("{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}"), Data("[DONE]"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_replies_end_as_values(int first)
    {
        foreach (string sample in new[] { Whole, Stream })
        {
            Assert.Equal("a \"text\" é", Judge(Encoding.UTF8.GetBytes(sample)).Text);
            for (int seed = first * 10_000; seed < (first * 10_000) + 5_000; seed++)
            {
                EndpointReply reply = Judge(Mutated(Encoding.UTF8.GetBytes(sample), new Random(seed)));
                Assert.True(Enum.IsDefined(reply.Outcome), $"seed {seed}");
                Assert.True((reply.Outcome == ModelOutcome.Answered) == reply.Reason is null, $"seed {seed}");
                if (reply.Outcome == ModelOutcome.Answered) { Assert.True(reply.Text.Length > 0, $"seed {seed}"); }
                Assert.True(reply.Usage is not { } usage || (usage.Input >= 0 && usage.Output >= 0 && usage.Cached >= 0), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void A_reply_that_is_cut_anywhere_before_its_end_is_no_answer()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Whole);
        for (int length = 0; length < whole.Length; length++) { Assert.Equal(ModelOutcome.Malformed, Judge(whole[..length]).Outcome); }
        byte[] stream = Encoding.UTF8.GetBytes(Stream);
        int finished = Stream.IndexOf("\"stop\"", StringComparison.Ordinal) + 1;    // One character of two bytes stands before it.
        for (int length = 0; length < finished; length++) { Assert.Equal(ModelOutcome.Malformed, Judge(stream[..length]).Outcome); }
    }

    [Fact]
    public void A_recorded_reply_comes_back_byte_for_byte()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            Random random = new(seed);
            RawReply reply = new()
            {
                End = Enum.GetValues<TransportEnd>()[random.Next(5)],
                Status = random.Next(3) == 0 ? null : random.Next(200, 600),
                ContentType = random.Next(2) == 0 ? "text/html" : null,
                RetryAfter = random.Next(2) == 0 ? TimeSpan.FromMilliseconds(random.Next(100_000)) : null,
                Body = random.Next(2) == 0 ? Mutated(Encoding.UTF8.GetBytes(Whole), random) : Encoding.UTF8.GetBytes(Stream),
                Problem = random.Next(2) == 0 ? "it broke" : null,
            };
            RawReply back = RecordedReply.Of(reply, text => text).ToRaw();
            Assert.Equal(reply.Body.ToArray(), back.Body.ToArray());
            Assert.Equal(reply with { Body = default, IsRecorded = true }, back with { Body = default });
        }
    }

    private static EndpointReply Judge(byte[] body) => ReplyJudge.Judge(new RawReply { End = TransportEnd.Complete, Status = 200, Body = body }, GatewayScene.Endpoint("e"));

    private static string Data(string json) => $"data: {json}\n\n";

    // A few bytes changed, left out, doubled or cut off.
    private static byte[] Mutated(byte[] bytes, Random random)
    {
        List<byte> changed = [.. bytes];
        for (int i = random.Next(1, 6); i > 0 && changed.Count > 1; i--)
        {
            int at = random.Next(changed.Count);
            switch (random.Next(5))
            {
                case 0: changed[at] = (byte)random.Next(256); break;
                case 1: changed.RemoveAt(at); break;
                case 2: changed.Insert(at, changed[at]); break;
                case 3: changed.RemoveRange(at, random.Next(Math.Min(20, changed.Count - at))); break;
                default: changed[at] = (byte)"{}[]\",:\\n0-n\n"[random.Next(13)]; break;
            }
        }

        return [.. changed];
    }
}
