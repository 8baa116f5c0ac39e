using System.Globalization;
using System.Text;

namespace LlmTrader.Tools.Hosting.Alerts.Delivery;

/// <summary>
/// Holds a channel at its calls a minute: above them messages wait, and after a minute they go as one digest. Every call counts, a
/// repeated one too, as it does for the service. Time is an input; one thread.
/// </summary>
/// <param name="limit">Calls in any minute.</param>
public sealed class DigestWindow(int limit)
{
    /// <summary>Messages that a digest shows; of the others it says how many there were.</summary>
    public const int MaxShown = 40;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Queue<TimeSpan> _calls = new();
    private readonly List<AlertMessage> _held = [];
    private TimeSpan _due;
    private int _count;

    /// <summary>When the digest of what waits is to be taken; null when nothing waits.</summary>
    public TimeSpan? Due => _count == 0 ? null : _due;

    /// <summary>Messages that wait for the digest.</summary>
    public int Waiting => _count;

    /// <summary>When the next call may be made.</summary>
    public TimeSpan NextCall(TimeSpan now)
    {
        Expire(now);
        return _calls.Count < limit ? now : _calls.Peek() + Minute;
    }

    /// <summary>A call is made.</summary>
    public void Called(TimeSpan now)
    {
        Expire(now);
        _calls.Enqueue(now);
    }

    /// <summary>True when it may be sent by itself; false when it now waits for the digest.</summary>
    public bool TryPass(TimeSpan now, AlertMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_count == 0 && NextCall(now) <= now) { return true; }
        if (_count++ == 0) { _due = now + Minute; }
        if (_held.Count < MaxShown) { _held.Add(message); return false; }
        int mildest = _held.FindIndex(held => held.Severity < message.Severity);   // What is urgent is shown.
        if (mildest >= 0)
        {
            _held.RemoveAt(mildest);
            _held.Add(message);
        }

        return false;
    }

    /// <summary>What waits, as one message, the most urgent first; null when it is not due.</summary>
    /// <param name="now">Now.</param>
    /// <param name="isLast">Takes it before its time, because nothing comes after.</param>
    public AlertMessage? Take(TimeSpan now, bool isLast = false)
    {
        if (_count == 0 || (!isLast && now < _due)) { return null; }
        AlertMessage[] shown = [.. _held.OrderByDescending(message => message.Severity)];
        AlertMessage newest = _held.MaxBy(message => message.Number)!;
        if (_count == 1) { (_count, _due) = (0, default); _held.Clear(); return newest; }
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{_count} messages in a minute:");
        foreach (AlertMessage message in shown) { text.Append(CultureInfo.InvariantCulture, $"\n- {AlertText.Title(message)}: {message.Text}"); }
        if (_count > shown.Length) { text.Append(CultureInfo.InvariantCulture, $"\n- and {_count - shown.Length} more"); }
        (_count, _due) = (0, default);
        _held.Clear();
        return newest with { Kind = AlertMessageKind.Digest, Severity = shown[0].Severity, Rule = "digest", Subject = "", Text = text.ToString() };
    }

    private void Expire(TimeSpan now)
    {
        while (_calls.TryPeek(out TimeSpan first) && now - first >= Minute) { _calls.Dequeue(); }
    }
}
