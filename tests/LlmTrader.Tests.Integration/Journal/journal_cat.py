#!/usr/bin/env python3
"""Prints the records of a journal as JSON lines:  lz4 -dc DIR/in/*.seg | python3 journal_cat.py"""
import json, sys, msgpack

LETTERS = " ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
REPORT = "orderId lastPrice lastQuantity cumulativeQuantity leavesQuantity fee feeCurrency account strategy "
COMMAND = "orderId price quantity orderInstrument account strategy action side type timeInForce verdict"
WIDE = COMMAND + " flags contingency trigger displayQuantity expireSeconds group"
CHANGE = "setId slot code on"
FLOW = "amount currency account cashFlowKind"
BAR = "open high low close volume turnover openTime tradeCount spec"
KINDS = {1: ("Trade", "price quantity tradeId aggressor"), 2: ("Quote", "bidPrice bidQuantity askPrice askQuantity"),
         3: ("Bar", BAR), 11: ("BarPrint", BAR), 4: ("Timer", "due timerId"),
         5: ("Report", REPORT + "source reportKind reason side liquidity"), 6: ("Command", COMMAND),
         7: ("HashCheckpoint", "upTo hash"), 8: ("RiskLimitChange", "value limitInstrument limit"),
         9: ("TradingStateChange", "state"), 10: ("Gap", "dropped"),
         12: ("RuleSetSource", "setId offset text"), 13: ("RuleSetStage", "setId length warmUpBars slot sha256"),
         14: ("RuleSetReady", CHANGE), 15: ("RuleSetActivate", CHANGE), 16: ("RuleSetRollback", CHANGE),
         17: ("RuleSetShadow", CHANGE), 18: ("RuleSetQuarantine", CHANGE), 38: ("Command", WIDE),
         20: ("BookOrder", "venueOrderId price quantity side bookAction bookFlags"), 21: ("CashFlow", FLOW),
         22: ("Funding", "rate mark"), 23: ("MarkPrice", "mark index"), 24: ("InstrumentStatus", "instrumentStatus"),
         25: ("Kill", "flatten"), 26: ("KillReset", "flatten"), 27: ("RiskRuleChange", "limit ruleId on"),
         28: ("EpochStart", "epoch epochReason"), 29: ("AdminRequest", "requestId offset totalLength text"),
         30: ("StrategyStateChange", "strategy state"), 31: ("CancelAll", "orderInstrument strategy ofStrategy"), 32: ("CapitalShare", "slot share"), 65: ("Decision", COMMAND),
         66: ("Order", REPORT + "reportKind reason side liquidity status"),
         67: ("Position", "position cost realized fees account"), 68: ("Equity", "currency cash equity peak account"),
         69: ("RuleSet", "setId slot change code"), 70: ("ShadowDecision", COMMAND), 97: ("Decision", WIDE),
         102: ("ShadowDecision", WIDE), 72: ("CashFlow", FLOW), 73: ("Unclosed", "position account reason"),
         71: ("Verdict", "orderId observed limit ruleId account strategy phase action reason")}

def currency(packed):
    return (currency(packed // 37) if packed >= 37 else "") + LETTERS[packed % 37]

for record in msgpack.Unpacker(sys.stdin.buffer):
    kind, head, values = record[0], record[1:4], [v for f in record[4:] for v in (f if isinstance(f, list) else [f])]
    if kind == 0:                            # Opens a block: the records behind it count on from here.
        first = sequence = record[1]
        continue
    if kind == 2:                            # A compact quote: bid, spread, sizes.
        values = [values[0], values[2], values[0] + values[1], values[3]]
    if kind == 19:                           # A piece of a book: as many levels as it counts.
        name, fields, values = "Book", "updateId count askLevels bookFlags levels", [*values[:4], values[4:]]
    else:
        name, fields = KINDS[kind] if kind in KINDS else KINDS[kind - 32]
    if kind > 64:
        line = {"sequence": first + head[0], "kind": name, "time": head[1], "instrument": head[2]}
    else:
        exchange_time = head[0] - head[1] if kind < 3 else head[1]
        line = {"sequence": sequence, "kind": name, "time": head[0], "exchangeTime": exchange_time, "instrument": head[2]}
        sequence += 1
    for field, value in zip(fields.split(), values, strict=True):
        text = {"feeCurrency": lambda v: currency(v).strip(), "currency": lambda v: currency(v).strip(), "hash": "{:016x}".format,
                "text": bytes.hex, "sha256": bytes.hex, "levels": list}
        line[field] = text.get(field, int)(value)
    print(json.dumps(line, separators=(",", ":")))
