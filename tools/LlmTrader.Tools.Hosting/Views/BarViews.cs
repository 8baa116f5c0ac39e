using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Views;

/// <summary>A closed bar with the event that closed it.</summary>
public record struct SequencedBar(ClosedBar Closed, long Sequence);

/// <summary>The newest closed bars of each instrument and specification.</summary>
public sealed class BarViews
{
    private const long MaxBytes = 64L << 20;
    private const int BytesPerBar = 112;

    private readonly RecentList<SequencedBar>?[] _series;
    private readonly int _specs;

    public BarViews(int instruments, int specs, int perSeries)
    {
        _specs = specs;
        _series = new RecentList<SequencedBar>?[instruments * specs];
        Capacity = (int)Math.Clamp(MaxBytes / BytesPerBar / Math.Max(1, _series.Length), 1, perSeries);
    }

    /// <summary>Bars that a series keeps.</summary>
    public int Capacity { get; }

    /// <summary>Closed since the views began.</summary>
    public long Closed { get; private set; }

    /// <summary>Null when none has closed.</summary>
    public RecentList<SequencedBar>? Of(InstrumentId instrument, BarSpecId spec) => _series[(instrument.Value * _specs) + spec.Value];

    public void Add(in ClosedBar bar, long sequence)
    {
        ref RecentList<SequencedBar>? series = ref _series[(bar.Instrument.Value * _specs) + bar.Bar.Spec.Value];
        series ??= new RecentList<SequencedBar>(Capacity);
        series.Add() = new SequencedBar(bar, sequence);
        Closed++;
    }
}
