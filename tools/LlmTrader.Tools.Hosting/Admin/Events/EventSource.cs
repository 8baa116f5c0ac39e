using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Admin.Events;

/// <summary>
/// One subscriber's way through the journal: both streams by followers of its own, a derived record never before its event. What the
/// subscriber does not take waits on the disk, and costs no memory.
/// </summary>
internal sealed class EventSource : IDisposable
{
    private readonly JournalFollower _in;
    private readonly OutJournalFollower _out;
    private readonly EventFilter _filter;
    private EngineEvent _event;
    private OutRecord _record;
    private bool _hasRecord;
    private int _skip;

    /// <exception cref="Persistence.Journal.Retention.JournalPrunedException">What was to come first was pruned.</exception>
    public EventSource(JournalDirectory journal, in EventPlace from, EventFilter filter)
    {
        _filter = filter;
        Place = from;
        _skip = from.OfOut;
        _in = new JournalFollower(journal, new FollowerOptions { From = from.In + 1 });
        try
        {
            _out = new OutJournalFollower(journal, new FollowerOptions { From = Math.Max(0, from.Out) });
        }
        catch
        {
            _in.Dispose();
            throw;
        }
    }

    /// <summary>Behind what was delivered or passed over.</summary>
    public EventPlace Place { get; private set; }

    /// <summary>Goes on by at most so many events, and writes those that are wanted. False when there was nothing.</summary>
    public bool Read(EventWriter writer, int most)
    {
        int count = 0;
        while (count < most && _in.TryRead(ref _event))
        {
            count++;
            Place = Place with { In = _event.Sequence };
            if (_filter.Keeps(in _event)) { writer.Write(in _event, Place); }
            if (ReadOut(writer, most)) { count++; }
        }

        return ReadOut(writer, most) || count > 0;
    }

    public void Dispose()
    {
        _out.Dispose();
        _in.Dispose();
    }

    private bool ReadOut(EventWriter writer, int most)
    {
        int count = 0;
        while (count < most && (_hasRecord || (_hasRecord = _out.TryRead(ref _record))) && _record.Sequence <= Place.In)
        {
            count++;
            _hasRecord = false;
            if (_skip > 0 && _record.Sequence == Place.Out)
            {
                _skip--;    // Place counts it already.
                continue;
            }

            _skip = 0;
            Place = Place.Pass(_record.Sequence);
            if (_filter.Keeps(in _record)) { writer.Write(in _record, Place); }
        }

        return count > 0;
    }
}
