using System.Text;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Cli.Terminal;

// Buffered: a journal printed line by line would otherwise cost a system call per line.
using StreamWriter output = new(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16);
using Interrupt interrupt = new();
TerminalStreams streams = new(output, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
return LlmTraderCommand.Run(args, streams, interrupt.Token);
