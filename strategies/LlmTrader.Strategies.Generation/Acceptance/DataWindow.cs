using System.Security.Cryptography;
using System.Text;
using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>
/// Data that candidates were looked at on. What counts is which market and when, not the file: a history that has grown by a day, or was
/// imported again, is still the one that was looked at.
/// </summary>
public sealed record DataWindow
{
    public DataWindow(string data, IReadOnlyList<string> instruments, HistoryWindow window)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        (Data, Instruments, Window) = (data, instruments, window);
        string text = FormattableString.Invariant($"{data}\n{string.Join('\n', instruments)}\n{window.Start.Nanoseconds}\n{window.End.Nanoseconds}\n");
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary><see cref="IMarketHistory.Id"/>.</summary>
    public string Data { get; }

    /// <summary>Full names, in ordinal order.</summary>
    public IReadOnlyList<string> Instruments { get; }

    public HistoryWindow Window { get; }

    /// <summary>SHA-256 of the rest, 64 hexadecimal digits.</summary>
    public string Id { get; }

    public static DataWindow Of(IMarketHistory history, HistoryWindow window)
    {
        ArgumentNullException.ThrowIfNull(history);
        return new(history.Id, history.Instruments, window);
    }

    /// <summary>Whether they have a moment of an instrument in common.</summary>
    public bool Overlaps(DataWindow other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Window.Overlaps(other.Window) && Instruments.Any(name => other.Instruments.Contains(name, StringComparer.Ordinal));
    }

    public bool Equals(DataWindow? other) => other?.Id == Id;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);
}
