using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Views;

/// <summary>An operator's request as the journal has it.</summary>
/// <param name="Request">Who asked for what, and why.</param>
/// <param name="Time">Engine time of its last piece.</param>
/// <param name="Sequence">Of its last piece: the commands that it caused come behind.</param>
public sealed record AuditView(AuditedRequest Request, Timestamp Time, long Sequence);

/// <summary>The newest requests of operators.</summary>
public sealed class AuditViews
{
    /// <summary>So many are kept.</summary>
    public const int Most = 1_024;

    private readonly AdminRequestAssembler _pieces = new();
    private readonly Queue<AuditView> _requests = new(Most);

    /// <summary>Oldest first.</summary>
    public IReadOnlyCollection<AuditView> All => _requests;

    /// <summary>Null before the first.</summary>
    public AuditView? Newest { get; private set; }

    public void OnEvent(in EngineEvent e)
    {
        if (e.Kind != EventKind.AdminRequest || _pieces.Add(in e.AdminRequest) is not { } request) { return; }
        if (_requests.Count == Most) { _requests.Dequeue(); }
        Newest = new AuditView(request, e.Time, e.Sequence);
        _requests.Enqueue(Newest);
    }
}
