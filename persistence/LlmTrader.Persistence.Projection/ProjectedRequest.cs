using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>An operator's request, put together of its pieces.</summary>
/// <param name="Sequence">Of its last piece, which is its key: the commands that it caused come behind.</param>
/// <param name="Time">Engine time of its last piece.</param>
/// <param name="Request">Who asked for what, and why.</param>
public readonly record struct ProjectedRequest(long Sequence, Timestamp Time, AuditedRequest Request);
