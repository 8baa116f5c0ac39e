using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Events;

/// <summary>Files with events that happen beside the market data.</summary>
/// <param name="CashFlows">As <see cref="CashFlowFile"/> reads it; null for none.</param>
/// <param name="Funding">As <see cref="FundingFile"/> reads it; null for none.</param>
public sealed record DatedFiles(string? CashFlows = null, string? Funding = null)
{
    /// <summary>All events by time, cash flows before funding where times are equal. Throws <see cref="RunException"/> that names the file, the line and the field.</summary>
    public IReadOnlyList<EngineEvent> Read(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<EngineEvent> flows = CashFlows is null ? [] : CashFlowFile.Read(CashFlows, options);
        IReadOnlyList<EngineEvent> funding = Funding is null ? [] : FundingFile.Read(Funding, options.Instruments);
        return [.. flows.Concat(funding).OrderBy(one => one.Time.Nanoseconds)];   // Stable.
    }
}
