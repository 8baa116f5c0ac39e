using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>A record of the strategist's journal as the chain sees it.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Decision">The decision that it belongs to.</param>
/// <param name="Kind">One of <see cref="ChainKinds"/>.</param>
/// <param name="Body">An object.</param>
public sealed record ChainRecord(Timestamp Time, string Decision, string Kind, JsonElement Body)
{
    internal string? Text(string name) => Body.Text(name);

    internal bool Has(string name) => Body.TryGetProperty(name, out _);

    internal bool Flag(string name) => Body.Flag(name);

    internal double Number(string name) => Body.Number(name) ?? 0;

    internal decimal Amount(string name) => Body.Amount(name) ?? 0;

    internal long Whole(string name) => Body.Whole(name) ?? 0;
}
