using Serilog.Core;
using Serilog.Events;

namespace LlmTrader.Tests.Integration;

/// <summary>Keeps what was logged.</summary>
internal sealed class HeardLog : ILogEventSink
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines { get { lock (_lines) { return [.. _lines]; } } }

    public void Emit(LogEvent logEvent)
    {
        lock (_lines) { _lines.Add(logEvent.RenderMessage()); }
    }
}
