using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace LlmTrader.Tools.Hosting.Live.Logging;

/// <summary>
/// Writes a line the first time and holds equal ones back; when a minute is over it says how often they came. What fails again every
/// second for a week must not fill a disk. One thread.
/// </summary>
internal sealed class CollapsingSink(Logger sinks) : ILogEventSink, IDisposable
{
    /// <summary>For so long equal lines are counted rather than written.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // Different lines that are remembered at once; beyond it a line is written as it comes.
    private const int Capacity = 256;

    private static readonly MessageTemplateTextFormatter Text = new("{Message:lj}", CultureInfo.InvariantCulture);

    private readonly Dictionary<(LogEventLevel Level, string Text), Held> _held = [];

    public void Emit(LogEvent logEvent)
    {
        Flush(logEvent.Timestamp);
        string text = TextOf(logEvent);
        if (_held.TryGetValue((logEvent.Level, text), out Held? held)) { held.Repeats++; return; }
        if (_held.Count < Capacity) { _held.Add((logEvent.Level, text), new Held(logEvent.Timestamp)); }
        sinks.Write(InUtc(logEvent));
    }

    /// <summary>Says how often lines came whose minute is over, and forgets them.</summary>
    public void Flush(DateTimeOffset now) => Flush(now, Window);

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush(DateTimeOffset.UtcNow, TimeSpan.MinValue);
        sinks.Dispose();
    }

    private void Flush(DateTimeOffset now, TimeSpan age)
    {
        if (_held.Count == 0) { return; }
        foreach (((LogEventLevel level, string text), Held held) in _held.Where(pair => now - pair.Value.Since >= age).ToArray())
        {
            _held.Remove((level, text));
            if (held.Repeats > 0) { sinks.Write(LogLines.Of(level, now, string.Create(CultureInfo.InvariantCulture, $"{HeadOf(text)} ({held.Repeats:N0} more times in {(now - held.Since).TotalSeconds:N0} s)"))); }
        }
    }

    private static string TextOf(LogEvent e)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        Text.Format(e, text);
        return text.ToString();
    }

    // Its other lines were written the first time.
    private static string HeadOf(string text)
    {
        string[] lines = text.Split('\n');
        return lines.Length == 1 ? text : string.Create(CultureInfo.InvariantCulture, $"{lines[0].TrimEnd()} … and {lines.Length - 1} lines below it, as before");
    }

    // One clock for logs, journal and operators, wherever the machine stands.
    private static LogEvent InUtc(LogEvent e) => e.Timestamp.Offset == TimeSpan.Zero ? e
        : new LogEvent(e.Timestamp.ToUniversalTime(), e.Level, e.Exception, e.MessageTemplate, e.Properties.Select(property => new LogEventProperty(property.Key, property.Value)));

    private sealed class Held(DateTimeOffset since)
    {
        public DateTimeOffset Since => since;

        public long Repeats { get; set; }
    }
}
