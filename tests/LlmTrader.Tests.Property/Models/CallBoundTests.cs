using System.Text;
using System.Text.Json;
using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tests.Support.Models;

namespace LlmTrader.Tests.Property.Models;

/// <summary>Groups, fallbacks, prices and servers at random: no call comes to more than was announced of it before anything was sent.</summary>
public sealed class CallBoundTests
{
    private const int Runs = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(20261122)]
    public async Task No_call_comes_to_more_than_was_announced(int first)
    {
        int beyondOneGroup = 0, asked = 0;
        for (int seed = first; seed < first + Runs; seed++)
        {
            (ModelAnswer answer, ModelCall call, CallBound[] announced, int sent, int attempts) = await RunAsync(new Random(seed));
            CallBound bound = Assert.Single(announced);
            Assert.True((long)answer.InputTokens + answer.OutputTokens <= bound.Tokens && answer.Cost <= bound.Money, $"seed {seed}: {answer.InputTokens} + {answer.OutputTokens} tokens and {answer.Cost} of {bound}");
            Assert.True(sent == answer.Attempts.Count && (sent == 0 || bound.Tokens >= call.MaxOutputTokens), $"seed {seed}");
            asked += sent;
            beyondOneGroup += answer.Attempts.Count > attempts ? 1 : 0;
        }

        Assert.True(asked > Runs && beyondOneGroup > Runs / 20, $"{asked} attempts, {beyondOneGroup} calls that one group would not have ended");
    }

    private static async Task<(ModelAnswer Answer, ModelCall Call, CallBound[] Announced, int Sent, int Attempts)> RunAsync(Random random)
    {
        VirtualTime time = new();
        ModelCall call = GatewayScene.Call(new string('x', random.Next(2_000)), "g0") with { MaxOutputTokens = random.Next(1, 1_000) };
        int sent = 0;
        ModelEndpoint[] endpoints = [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => new ModelEndpoint(
            GatewayScene.Endpoint($"e{i}") with { Context = random.Next(4) == 0 ? random.Next(1, 2_000) : 32_768, Price = new ModelPrice(Price(), Price(), Price()) },
            new ScriptedTransport((_, body) =>
            {
                sent++;
                return Reply(random, Encoding.UTF8.GetByteCount(body), call.MaxOutputTokens);
            })))];
        string[] names = [.. endpoints.Select(one => one.Options.Name)];
        string[] groups = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => $"g{i}")];
        GatewayOptions options = new()
        {
            Groups = [.. groups.Select(name => new ModelGroup(name, Some(names, 1), SelectionStrategy.Weighted, Some(groups, 0)))],
            Attempts = random.Next(1, 5),
            Seed = (ulong)random.Next(),
        };
        List<CallBound> announced = [];
        ModelGateway gateway = new(endpoints, options, new ModelBudgets([], new GatewayScene.PastUse(), time), GatewayScene.Redact, time, _ => { })
        {
            Announce = (_, bound) =>
            {
                Assert.Equal(0, sent);
                announced.Add(bound);
            },
        };
        ModelAnswer answer = await time.RunAsync(gateway.AskAsync(call, CancellationToken.None));
        return (answer, call, [.. announced], sent, options.Attempts);

        decimal Price() => random.Next(3) == 0 ? 0 : random.Next(1, 100_000) / 1_000m;

        string[] Some(string[] all, int least) => [.. all.OrderBy(_ => random.Next()).Take(random.Next(least, all.Length + 1))];
    }

    // A server counts what it was sent and no more than was asked for, or nothing, or fails.
    private static RawReply Reply(Random random, int bytes, int output) => random.Next(9) switch
    {
        0 => Counted(random.Next(bytes + 1), random.Next(output + 1), random.Next(bytes + 1), "stop"),
        1 or 2 => Counted(bytes, output, random.Next(2) * bytes, null),
        3 => ScriptedTransport.Status(429),
        4 => ScriptedTransport.Status(400),
        5 => ScriptedTransport.Body(200, "<html>"),
        6 => new RawReply { End = TransportEnd.TimedOut },
        7 => new RawReply { End = TransportEnd.CutOff, Status = 200, Problem = "it broke" },
        _ => ScriptedTransport.Status(503),
    };

    private static RawReply Counted(int input, int output, int cached, string? finish) => ScriptedTransport.Body(200, JsonSerializer.Serialize(new
    {
        choices = new[] { new { message = new { content = "fine" }, finish_reason = finish } },
        usage = new { prompt_tokens = input, completion_tokens = output, prompt_tokens_details = new { cached_tokens = cached } },
    }));
}
