using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>A level-2 book at the venue, and what our orders took from it.</summary>
internal sealed class InstrumentBook(LevelBookOptions options) : ISnapshotState
{
    public LevelBook Levels { get; } = new(options);

    public LevelTakes Takes { get; } = new();

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(Levels);
        transfer.Part(Takes);
    }
}

/// <summary>The level-2 books of the instruments that have one: made at construction, given out in the order of their first piece.</summary>
internal sealed class VenueBooks : ISnapshotState
{
    private readonly InstrumentBook[] _pool;
    private readonly InstrumentBook?[] _byInstrument;
    private int _given;

    public VenueBooks(int instruments, int maxBooks)
    {
        _byInstrument = new InstrumentBook?[instruments];
        _pool = new InstrumentBook[Math.Min(instruments, maxBooks)];
        for (int i = 0; i < _pool.Length; i++) { _pool[i] = new InstrumentBook(new LevelBookOptions()); }
    }

    /// <summary>Pieces of instruments for which there was no book left.</summary>
    public long Refused { get; private set; }

    /// <summary>The instrument's book; null when it has none.</summary>
    public InstrumentBook? Of(InstrumentId instrument) => _byInstrument[instrument.Value];

    /// <summary>The instrument's book while it can be trusted; null while it can't.</summary>
    public InstrumentBook? ConsistentOf(InstrumentId instrument) =>
        _byInstrument[instrument.Value] is { Levels.IsConsistent: true } book ? book : null;

    /// <summary>The instrument's book, given out when it has none yet; null when all are given.</summary>
    public InstrumentBook? Claim(InstrumentId instrument)
    {
        ref InstrumentBook? book = ref _byInstrument[instrument.Value];
        if (book is null && _given < _pool.Length) { book = _pool[_given++]; }
        if (book is null) { Refused++; }
        return book;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"books at the venue, {_pool.Length} for {_byInstrument.Length} instruments");
        long refused = Refused;
        transfer.Value(ref refused);
        Refused = refused;
        _given = transfer.Count(_given, _pool.Length);
        int[] holders = new int[_given];
        for (int i = 0; i < _given && !transfer.IsLoading; i++) { holders[i] = Array.IndexOf(_byInstrument, _pool[i]); }
        transfer.Values(holders.AsSpan());
        for (int i = 0; i < _given; i++)
        {
            _byInstrument[holders[i]] = _pool[i];
            transfer.Part(_pool[i]);
        }
    }
}
