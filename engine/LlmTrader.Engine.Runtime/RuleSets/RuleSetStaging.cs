using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The one staging that may be under way: a preallocated hand-off of source and bars from the signals stage to a thread that
/// compiles and warms up, and the set back. The hand-off belongs to the signals stage before <see cref="Begin"/> and after
/// the ready event, to the compiling thread in between. Without a thread of its own, and before that is started, it compiles
/// within <see cref="Begin"/>, so that in a backtest the place of the ready event follows from the data alone.
/// </summary>
public sealed class RuleSetStaging : IDisposable
{
    /// <summary>Ready events on their way: one staging is under way at a time, and its event is sequenced before the next begins.</summary>
    internal const int FeedbackCapacity = 4;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IRuleSetCompiler? _compiler;
    private readonly RuleSetOptions _options;
    private readonly Feedback _ready;
    private readonly AutoResetEvent? _wake;   // Setting it takes no lock, unlike a doorbell whose sleeper is just waking. Null without a thread.
    private readonly bool _hasThread;
    private readonly byte[] _source;
    private readonly ClosedBar[] _bars;
    private readonly long[] _ordinals;
    private RuleSetStage _stage;
    private int _barCount;
    private RuleSetVersion? _version;
    private Thread? _thread;
    private volatile bool _isPosted;      // The compiling thread's turn.
    private volatile bool _isCompiled;
    private volatile bool _stopping;
    private volatile string? _lastError;

    /// <param name="compiler">Null refuses every staging and keeps no bars.</param>
    /// <param name="ready">Takes the ready events; this class is its only writer unless it has no thread.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="hasThread">Whether to compile on a thread of its own.</param>
    public RuleSetStaging(IRuleSetCompiler? compiler, Feedback ready, EngineOptions options, bool hasThread)
    {
        _compiler = compiler;
        _options = options.RuleSets;
        _ready = ready;
        _hasThread = hasThread;
        _wake = hasThread ? new AutoResetEvent(false) : null;
        History = compiler is null ? null : new BarHistory(options.Instruments.Count, options.Bars.Specs.Count, options.RuleSets.RetainedBars);
        _source = compiler is null ? [] : new byte[RuleSetSource.MaxLength];
        _bars = new ClosedBar[History?.Capacity ?? 0];
        _ordinals = new long[_bars.Length];
    }

    /// <summary>What warm-ups are taken from; null when nothing can be staged.</summary>
    public BarHistory? History { get; }

    /// <summary>Why the last source that came to nothing was refused, by the compiler or for its cost; for people. Any thread may read it.</summary>
    public string? LastError => _lastError;

    /// <summary>Between a stage event and its ready event. The signals stage's.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>The set that is being staged.</summary>
    public int SetId => _stage.SetId;

    public StrategyId Slot => _stage.Slot;

    /// <summary>Bars that were handed over, of all instruments and specifications.</summary>
    public int BarCount => _barCount;

    public void Start()
    {
        if (_compiler is null || !_hasThread) { return; }
        _thread = new Thread(Loop) { Name = "rule-set compiler", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Hands source and bars over. Nothing may be under way.</summary>
    public void Begin(in RuleSetStage stage, ReadOnlySpan<byte> source)
    {
        Invariant.Holds(!IsUnderWay && History is not null);
        IsUnderWay = true;
        _stage = stage;
        source.CopyTo(_source);
        _barCount = History.CopyTo(stage.WarmUpBars, _bars, _ordinals);
        _isCompiled = false;
        _isPosted = true;
        if (_thread is not null) { _wake?.Set(); } else { Work(); }
    }

    /// <summary>
    /// At the ready event: the set, null when it failed. In a live run it is there, since the event came from here; a replay,
    /// where the event comes from the journal, waits for its own compile.
    /// </summary>
    public RuleSetVersion? Finish()
    {
        Invariant.Holds(IsUnderWay);
        SpinWait spin = default;
        while (!_isCompiled)
        {
            Invariant.Holds(!_stopping);
            spin.SpinOnce();
        }

        IsUnderWay = false;
        RuleSetVersion? version = _version;
        _version = null;
        return version;
    }

    /// <summary>
    /// Saves or loads the staging under way. Loading compiles again and gives the set its state; the ready event is not sent
    /// again: it is among what was sent and is saved as such. Nothing may be at work on another thread.
    /// </summary>
    internal void Transfer(ISnapshotTransfer transfer, RuleSetVersionStore versions)
    {
        bool isUnderWay = IsUnderWay;
        Invariant.Holds(History is not null && (!isUnderWay || _isCompiled));
        transfer.Section("rule-set staging");
        transfer.Part(History);
        transfer.Value(ref isUnderWay);
        transfer.Value(ref _stage);
        transfer.Value(ref _barCount);
        _version = versions.Transfer(transfer, _version);
        string? lastError = _lastError;
        transfer.Text(ref lastError);
        (IsUnderWay, _isCompiled, _lastError) = (isUnderWay, isUnderWay || _isCompiled, lastError);
    }

    /// <summary>A text that was compiled before. Throws <see cref="InvalidOperationException"/> when this compiler refuses it.</summary>
    internal IRuleSet CompileAgain(int setId, string source)
    {
        string? error = "there is no compiler.";
        if (_compiler is not null && _compiler.TryCompile(source, out IRuleSet? ruleSet, out error)) { return ruleSet; }
        throw new InvalidOperationException($"Rule set {setId} of the snapshot does not compile any more: {error}");
    }

    public void Dispose()
    {
        if (_stopping) { return; }
        _stopping = true;
        _wake?.Set();

        // A compiler that hangs must not keep the engine from ending; its thread then keeps the event.
        if (_thread?.Join(TimeSpan.FromSeconds(10)) ?? true) { _wake?.Dispose(); }
    }

    private void Loop()
    {
        while (!_stopping)
        {
            if (_isPosted) { Work(); } else { _wake!.WaitOne(); }
        }
    }

    private void Work()
    {
        _isPosted = false;
        RuleSetCode code = Compile(out _version);
        RuleSetChange ready = new() { SetId = _stage.SetId, Slot = _stage.Slot, Code = code };
        _isCompiled = true;   // From here on the hand-off may be used again.
        _ready.SubmitReady(in ready);
    }

    private RuleSetCode Compile(out RuleSetVersion? version)
    {
        string text;
        version = null;
        ReadOnlySpan<byte> source = _source.AsSpan(0, _stage.Length);
        Span<byte> digest = stackalloc byte[SourceHash.Length];
        SHA256.HashData(source, digest);
        if (SourceHash.From(digest) != _stage.Hash) { return RuleSetCode.SourceHashMismatch; }

        IRuleSet? ruleSet;
        try
        {
            text = Utf8.GetString(source);
            if (!_compiler!.TryCompile(text, out ruleSet, out string? error))
            {
                _lastError = error;
                return RuleSetCode.DoesNotCompile;
            }

            if (!_options.TryAfford(ruleSet, out error))
            {
                _lastError = error;
                return RuleSetCode.OverBudget;
            }

            if (ruleSet.WarmUpBars > _stage.WarmUpBars) { return RuleSetCode.WarmUpTooShort; }
        }
        catch (Exception exception)
        {
            _lastError = exception.Message;   // Whatever it is: a text must not stop the engine.
            return RuleSetCode.DoesNotCompile;
        }

        return WarmUp(ruleSet, text, out version);
    }

    private RuleSetCode WarmUp(IRuleSet ruleSet, string source, out RuleSetVersion? version)
    {
        version = null;
        Array.Sort(_ordinals, _bars, 0, _barCount);
        try
        {
            RuleSetVersion warm = new(_stage.SetId, ruleSet, source);
            warm.WarmUp(_bars.AsSpan(0, _barCount));
            version = warm;
            return RuleSetCode.None;
        }
        catch (Exception exception)
        {
            _lastError = exception.Message;
            return RuleSetCode.Threw;
        }
    }
}
