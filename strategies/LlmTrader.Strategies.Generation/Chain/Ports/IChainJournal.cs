using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>Where a chain writes what it is about to do, and what came of it.</summary>
public interface IChainJournal
{
    /// <summary>Writes a record; it is on stable storage when this returns. What it throws ends the chain: nothing may be done that is not written.</summary>
    ChainRecord Append(Timestamp now, string decision, string kind, JsonObject body);
}
