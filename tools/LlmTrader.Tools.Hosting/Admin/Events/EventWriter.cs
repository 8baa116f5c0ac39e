using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Admin.Events;

/// <summary>Events as server-sent events (WHATWG HTML, 9.2), with decimal numbers and names. The buffers are used again and again.</summary>
internal sealed class EventWriter(AdminServices services) : IDisposable
{
    private const int HeadBytes = 256;   // Three numbers and a name.

    private readonly ArrayBufferWriter<byte> _frames = new(1 << 17);
    private readonly ArrayBufferWriter<byte> _data = new(1 << 12);
    private readonly Utf8JsonWriter _json = new(Stream.Null);

    public ReadOnlyMemory<byte> Frames => _frames.WrittenMemory;

    public void Clear() => _frames.ResetWrittenCount();

    /// <summary>A line that says that somebody is there, and how far he is.</summary>
    public void Heartbeat(in EventPlace place) => Append($": {Now}\nid: {place}\n\n");

    /// <summary>Something about the stream itself.</summary>
    public void Notice(string name, in EventPlace place, string detail)
    {
        Begin();
        _json.WriteString("detail"u8, detail);
        _json.WriteString("resumeWith"u8, place.ToString());
        End(name, in place);
    }

    public void Write(in EngineEvent e, in EventPlace place)
    {
        Begin(e.Sequence, e.Time, e.Instrument);
        EventFields.Write(_json, services, in e);
        End(EventFilter.NameOf(e.Kind), in place);
    }

    public void Write(in OutRecord record, in EventPlace place)
    {
        Begin(record.Sequence, record.Time, record.Instrument);
        EventFields.Write(_json, services, in record);
        End(EventFilter.NameOf(record.Kind), in place);
    }

    public void Dispose() => _json.Dispose();

    private Timestamp Now => Endpoints.StatusEndpoints.Now(services.Context);

    private void Begin(long sequence, Timestamp time, InstrumentId instrument)
    {
        Begin();
        _json.WriteNumber("sequence"u8, sequence);
        _json.WriteString("time"u8, time.ToString());
        _json.WriteNumber("timeNs"u8, time.Nanoseconds);
        if (services.SymbolOf(instrument) is { } symbol) { _json.WriteString("symbol"u8, symbol); }
    }

    private void Begin()
    {
        _data.ResetWrittenCount();
        _json.Reset(_data);
        _json.WriteStartObject();
    }

    private void End(string name, in EventPlace place)
    {
        _json.WriteEndObject();
        _json.Flush();
        Invariant.Holds(Utf8.TryWrite(_frames.GetSpan(HeadBytes), CultureInfo.InvariantCulture, $"id: {place}\nevent: {name}\ndata: ", out int written));
        _frames.Advance(written);
        _frames.Write(_data.WrittenSpan);   // Without indentation it is one line.
        _frames.Write("\n\n"u8);
    }

    private void Append(string text) => Encoding.UTF8.GetBytes(text, _frames);
}
