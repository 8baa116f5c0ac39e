using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>Instruments in a file, JSON or YAML: a list of <see cref="InstrumentConfiguration"/>.</summary>
public sealed class InstrumentFile
{
    /// <summary>One entry, for help and for errors.</summary>
    public const string Example =
        "[{\"symbol\": \"BTCUSDT\", \"kind\": \"linear_perpetual\", \"quote\": \"USDT\", \"tick\": \"0.1\", \"lot\": \"0.001\", \"minNotional\": \"5\", \"makerFee\": \"0.02%\", \"takerFee\": \"0.05%\", "
        + "\"feeTiers\": [{\"volume\": \"15000000\", \"maker\": \"0.016%\", \"taker\": \"0.04%\"}], \"marginTiers\": [{\"notional\": \"300000\", \"leverage\": 125, \"maintenance\": \"0.4%\"}]}]";

    private readonly ConfigurationFile<InstrumentConfiguration> _file;

    private InstrumentFile(ConfigurationFile<InstrumentConfiguration> file) => _file = file;

    /// <summary>The symbol, when there is but one.</summary>
    public string? OnlySymbol => _file.Items is [var one] ? one.Symbol : null;

    /// <summary>Throws <see cref="RunException"/> that names the file, the line and the field.</summary>
    public static InstrumentFile Read(string path) =>
        new(ConfigurationFile<InstrumentConfiguration>.Read(path, $"A list of instruments is expected, such as {Example}."));

    /// <summary>The entry of a symbol. Throws <see cref="RunException"/> when there is none, or more than one.</summary>
    public InstrumentConfiguration Find(string symbol, string? venue)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        InstrumentConfiguration[] found = [.. _file.Items.Where(one => one.Symbol == symbol && (venue is null || one.Venue is null || one.Venue == venue))];
        if (found.Length == 1) { return found[0]; }
        if (found.Length > 1) { throw new RunException($"{_file.Path} has {found.Length} instruments '{symbol}'; name the venue too."); }
        string[] known = [.. _file.Items.Select(one => one.Symbol).Distinct()];
        throw new RunException($"{_file.Path} has no instrument '{symbol}'{(venue is null ? "" : $" of {venue}")};{(Suggestion.For(symbol, known) is { } meant ? $" {meant}" : "")} It has: {string.Join(", ", known)}.");
    }

    /// <summary>As <see cref="InstrumentConfiguration.Complete"/>, and valid. Throws <see cref="RunException"/> that names file and line.</summary>
    public Instrument Complete(InstrumentConfiguration entry, Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(entry);
        try
        {
            return entry.Complete(instrument).Validated();
        }
        catch (ArgumentException e)
        {
            int item = _file.Items.ToList().FindIndex(one => ReferenceEquals(one, entry));
            throw _file.Wrong(item, e.Message.Split(' ', '.')[0], e.Message);
        }
    }
}
